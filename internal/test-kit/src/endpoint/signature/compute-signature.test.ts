import { describe, expect, test } from 'vitest';
import type { Received } from '../http/received.js';
import { canonicalRequest, sha256 } from './canonical-request.js';
import { computeSignature } from './compute-signature.js';

// The worked example of the AWS General Reference, "Signature Version 4 signing process": its numbers, not ours.
const EXAMPLE: Received = {
  method: 'GET',
  path: '/',
  query: 'Action=ListUsers&Version=2010-05-08',
  headers: {
    'content-type': ['application/x-www-form-urlencoded; charset=utf-8'],
    host: ['iam.amazonaws.com'],
    'x-amz-date': ['20150830T123600Z'],
  },
  body: Buffer.alloc(0),
};
const SIGNED = ['content-type', 'host', 'x-amz-date'];

test("the canonical request of AWS's worked example has the hash that AWS gives", () => {
  expect(sha256(canonicalRequest(EXAMPLE, SIGNED))).toBe('f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59');
});

test("the signature of AWS's worked example is the one that AWS gives", () => {
  const scope = { date: '20150830', region: 'us-east-1', service: 'iam', terminator: 'aws4_request' };
  const signature = computeSignature(
    EXAMPLE,
    { ...scope, scope: Object.values(scope).join('/'), accessKeyId: 'AKIDEXAMPLE', signedHeaders: SIGNED },
    'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    '20150830T123600Z',
  );
  expect(signature.toString('hex')).toBe('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7');
});

describe('the canonical request', () => {
  const lines = (change: Partial<Received>, signed: readonly string[] = ['host']): string[] =>
    canonicalRequest({ ...EXAMPLE, ...change }, signed).split('\n');

  test.each([
    ['/', '/'],
    ['/a/b/', '/a/b/'],
    ['/a/./b/../c', '/a/c'],
    ['//a', '/a'],
    ['/a%20b', '/a%2520b'],
  ])('writes the path %s as %s', (path, canonical) => {
    expect(lines({ path })[1]).toBe(canonical);
  });

  test.each([
    ['b=2&a=1', 'a=1&b=2'],
    ['a=2&a=1', 'a=1&a=2'],
    ['a', 'a='],
    ['a=b%20c%2a', 'a=b%20c%2A'],
    ["a='(!)*", 'a=%27%28%21%29%2A'],
    ['a=b=c', 'a=b%3Dc'],
    ['a=%zz', 'a=%25zz'],
    ['', ''],
  ])('writes the query %s as %s', (query, canonical) => {
    expect(lines({ query })[2]).toBe(canonical);
  });

  test('joins the values of a header and collapses their spaces', () => {
    expect(lines({ headers: { 'x-a': ['  one   two ', 'three'] } }, ['x-a'])[3]).toBe('x-a:one two,three');
  });
});
