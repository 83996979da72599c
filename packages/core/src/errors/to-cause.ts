import { presentable } from './presentable.js';
import { redact } from './redact.js';

/** What is worth keeping of a foreign error; `$response` with its headers and `config` are not among them. */
const KEPT = ['code', 'errno', 'syscall', 'address', 'port', 'path', 'Type'] as const;
const DEPTH = 3;

/**
 * A copy of somebody else's error that is fit to be a `cause`: name, message and stack without secrets, a few plain
 * fields, and the request id of AWS. What the SDK hangs on its errors (`$response` and its headers) stays behind.
 */
export function toCause(error: unknown, secrets: readonly string[] = [], depth: number = DEPTH): Error {
  if (!(error instanceof Error) && !looksLikeError(error)) return new Error(presentable(redact(String(error), secrets)));
  const source = error as Error & Record<string, unknown>;
  const copy = new Error(presentable(redact(String(source.message), secrets)));
  copy.name = String(source.name);
  if (typeof source.stack === 'string') copy.stack = presentable(redact(source.stack, secrets));
  for (const field of KEPT) {
    const value = source[field];
    if (typeof value === 'string') Object.assign(copy, { [field]: presentable(redact(value, secrets)) });
    else if (typeof value === 'number') Object.assign(copy, { [field]: value });
  }
  const metadata = source['$metadata'] as { httpStatusCode?: number; requestId?: string } | undefined;
  if (metadata?.httpStatusCode !== undefined) Object.assign(copy, { status: metadata.httpStatusCode });
  if (metadata?.requestId !== undefined) Object.assign(copy, { requestId: metadata.requestId });
  if (source.cause !== undefined && depth > 0) copy.cause = toCause(source.cause, secrets, depth - 1);
  return copy;
}

function looksLikeError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}
