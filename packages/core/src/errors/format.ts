import { isStsError } from './sts-error.js';

/**
 * An error as a person should see it: code and message, then the hint, each line indented. For other errors the
 * message alone. Ends without a newline.
 */
export function formatError(error: unknown): string {
  if (!isStsError(error)) return error instanceof Error ? error.message : String(error);
  const lines = [`${error.code}: ${error.message}`];
  if (error.hint !== undefined) lines.push('', ...error.hint.split('\n').map((line) => (line === '' ? '' : `  ${line}`)));
  return lines.join('\n');
}
