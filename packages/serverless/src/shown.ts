import { formatError, isStsError, removeRefusals } from '@sts/core/runner';
import type { Serverless } from './host.js';

/** An error in the form that Serverless shows without a stack: one of its own class. Others are returned as they are. */
export function asServerlessError(error: unknown, serverless: Serverless): unknown {
  // Only this process asks: nobody else needs the record of a refusal.
  removeRefusals();
  if (!isStsError(error)) return error;
  const { Error: ServerlessError } = serverless.classes ?? {};
  const text = formatError(error);
  if (ServerlessError !== undefined) return new ServerlessError(text, error.code);
  const plain = new Error(text);
  plain.name = 'ServerlessError';
  return Object.assign(plain, { code: error.code });
}
