import { header, type Received } from '../http/received.js';
import { incompleteSignature, missingToken } from '../wire/sts-errors.js';

/** The `Authorization` header of Signature Version 4, taken apart. */
export type Authorization = {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  /** `date/region/service/terminator`. */
  readonly scope: string;
  /** Names in the order in which they were sent. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
};

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Throws MissingAuthenticationToken without a header, IncompleteSignature for one that lacks a part. */
export function readAuthorization(received: Received): Authorization {
  const text = header(received, 'authorization');
  if (text === undefined || text === '') throw missingToken();
  const space = text.indexOf(' ');
  if (space < 0 || text.slice(0, space) !== ALGORITHM) {
    throw incompleteSignature(`Unsupported AWS 'algorithm': '${space < 0 ? text : text.slice(0, space)}'.`);
  }
  const parts = new Map(
    text
      .slice(space + 1)
      .split(',')
      .map((part) => part.trim().split(/=(.*)/s))
      .map(([name = '', value = '']) => [name, value]),
  );
  const part = (name: string): string => {
    const value = parts.get(name);
    if (value === undefined || value === '') {
      throw incompleteSignature(`Authorization header requires '${name}' parameter.`);
    }
    return value;
  };

  const credential = part('Credential');
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || !terminator || rest.length > 0) {
    throw incompleteSignature(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  return {
    accessKeyId,
    date,
    region,
    service,
    terminator,
    scope: [date, region, service, terminator].join('/'),
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
  };
}

/** Who says to be calling and where, for the log, before anything is known to be true. */
export function peekAuthorization(received: Received): { accessKeyId?: string; region?: string } {
  try {
    const { accessKeyId, region } = readAuthorization(received);
    return { accessKeyId, region };
  } catch {
    return {};
  }
}
