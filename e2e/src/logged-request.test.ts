import { expect, test } from 'vitest';
import { parseDenial, parseLoggedRequest } from './logged-request.js';

const prefix = '2026-11-20T10:00:00.123  INFO --- [et.reactor-0]';

test('a request that was answered is read with its status', () => {
  const line = `${prefix} localstack.request.aws                  : AWS sts.AssumeRole => 200`;
  expect(parseLoggedRequest(line)).toEqual({ service: 'sts', action: 'AssumeRole', status: 200 });
});

test('a refusal is read with its error code', () => {
  const line = `${prefix} localstack.request.aws                  : AWS iam.GetRole => 404 (NoSuchEntity)`;
  expect(parseLoggedRequest(line)).toEqual({ service: 'iam', action: 'GetRole', status: 404, error: 'NoSuchEntity' });
});

test('LocalEmu logs as LocalStack does', () => {
  const line = `${prefix} localemu.request.aws       : AWS sts.AssumeRole => 403 (AccessDenied)`;
  expect(parseLoggedRequest(line)).toEqual({ service: 'sts', action: 'AssumeRole', status: 403, error: 'AccessDenied' });
});

test('a denial is read with its reason', () => {
  const told =
    'User: arn:aws:iam::000000000000:user/a is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role/b';
  const line = `${prefix} l.s.i.enforcer             : IAM DENY: ${told} because no allowing policy`;
  expect(parseLoggedRequest(line)).toBeUndefined();
  expect(parseDenial(line)).toEqual({
    caller: 'arn:aws:iam::000000000000:user/a',
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::000000000000:role/b',
    because: 'no allowing policy',
  });
  expect(parseDenial(`${prefix} localemu.request.aws       : AWS sts.AssumeRole => 403 (AccessDenied)`)).toBeUndefined();
});

test.for([
  'Ready.',
  `${prefix} localstack.request.http                 : GET /_localstack/info => 200`,
  `${prefix} localstack.request.internal.aws         : AWS iam.GetUser => 200`,
  `${prefix} localstack.utils.bootstrap              : Execution of "AWS sts.AssumeRole => 200"`,
])('%s is no request to AWS', (line) => {
  expect(parseLoggedRequest(line)).toBeUndefined();
});
