import { createHash } from 'node:crypto';
import type { Received } from '../http/received.js';

/**
 * The canonical form of a request that both sides sign
 * (IAM user guide, "Create a signed AWS API request", step 1).
 */
export function canonicalRequest(received: Received, signedHeaders: readonly string[]): string {
  return [
    received.method,
    canonicalPath(received.path),
    canonicalQuery(received.query),
    ...signedHeaders.map((name) => `${name}:${canonicalHeader(received.headers[name] ?? [])}`),
    '',
    signedHeaders.join(';'),
    sha256(received.body),
  ].join('\n');
}

export function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** All services but S3 encode the path that was sent, which is encoded already, once more. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split(/=(.*)/s))
    .map(([name = '', value = '']) => `${encode(decode(name))}=${encode(decode(value))}`)
    .toSorted()
    .join('&');
}

function canonicalHeader(values: readonly string[]): string {
  return values.map((value) => value.trim().replaceAll(/ {2,}/g, ' ')).join(',');
}

/** RFC 3986: everything but letters, digits and `-._~`, in capitals. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    return text;
  }
}
