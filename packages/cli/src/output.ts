import type { StsErrorCode } from '@sts/core';
import { formatError, isStsError } from '@sts/core/runner';
import { coloursFor } from './colours.js';

/** Milliseconds: what takes longer says what it waits for. */
const SLOW_MS = 700;

/** Writes a text to the standard output. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Writes data as JSON, indented. */
export function printJson(data: unknown): void {
  print(JSON.stringify(data, undefined, 2));
}

/** Writes a remark to the standard error output. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Shows an error to a person: its code, what failed, and what to do. */
export function showError(error: unknown): void {
  const colours = coloursFor(process.stderr, process.env);
  const text = isStsError(error) ? formatError(error) : `STS_INTERNAL: ${textOf(error)}`;
  process.stderr.write(`${text.replace(/^STS_\w+:/, (code) => colours.red(code))}\n`);
}

/** An error as data. */
export function errorData(error: unknown): { code: StsErrorCode; message: string; hint?: string } {
  if (!isStsError(error)) return { code: 'STS_INTERNAL', message: textOf(error) };
  const { code, message, hint } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/** Says on a terminal what is being waited for, when it takes long. */
export async function withProgress<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  const { dim } = coloursFor(process.stderr, process.env);
  const timer = setTimeout(() => remark(dim(`${what} …`)), SLOW_MS);
  return work.finally(() => clearTimeout(timer));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
