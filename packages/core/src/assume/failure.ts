import { redact } from '../errors/index.js';
import type { StsErrorCode } from '../errors/index.js';
import type { RefusedCall } from './types.js';

/** What a failed call can tell about itself. */
export interface Failure {
  /** The code of STS, without the `Exception` that some have behind it and some have not. */
  name: string;
  /** Without secrets. */
  message: string;
  /** Code of a network fault: `ECONNREFUSED`. */
  network: string | undefined;
  status: number | undefined;
  /** What the answer said that it is: `text/html`. */
  contentType: string;
  /** Where the answer sends the caller to. */
  location: string | undefined;
  /** The time of who answered, by its `Date` header. */
  answeredAt: Date | undefined;
}

/** What a failure means. */
export interface Finding {
  code: StsErrorCode;
  message: string;
  hint: string;
}

/** Reads what the SDK throws, or anything else. */
export function readFailure(error: unknown, secrets: readonly string[]): Failure {
  const source = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    message?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number; headers?: Record<string, string> };
  };
  const headers = source.$response?.headers ?? {};
  const answeredAt = new Date(headers['date'] ?? '');
  return {
    name: String(source.name ?? 'Error').replace(/(?<=.)Exception$/, ''),
    message: withoutValues(redact(String(source.message ?? error), secrets)),
    network: typeof source.code === 'string' ? source.code : undefined,
    status: source.$metadata?.httpStatusCode ?? source.$response?.statusCode,
    contentType: (headers['content-type'] ?? '').toLowerCase(),
    location: originOf(headers['location']),
    answeredAt: Number.isNaN(answeredAt.getTime()) ? undefined : answeredAt,
  };
}

/** All that took part in a call and that nobody may see. */
export function secretsOf({ source, request, webIdentity }: RefusedCall): string[] {
  const { secretAccessKey, sessionToken } = source;
  const token = webIdentity?.token;
  // Header and claims of a token are no secret, its signature is.
  const signature = token?.split('.').at(-1);
  return [secretAccessKey, sessionToken, request.ExternalId, request.TokenCode, token, signature].filter(
    (secret): secret is string => secret !== undefined && secret !== '',
  );
}

/** STS repeats what it finds wrong; what is short is not found by looking for it. */
function withoutValues(message: string): string {
  return message.replaceAll(/Value '[^']*' at '(externalId|tokenCode|webIdentityToken)'/gi, "Value [redacted] at '$1'");
}

/** A sign-in page's address may have a token in it. */
function originOf(location: string | undefined): string | undefined {
  if (location === undefined || !URL.canParse(location)) return undefined;
  return new URL(location).origin;
}
