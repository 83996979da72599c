import type * as Crypto from 'node:crypto';
import { crypto } from '../loading/index.js';

/**
 * The key of an answer: a digest of all that shapes it, who asks included. The parts may hold secrets; nothing of them
 * can be read from the key.
 */
export function cacheKey(parts: readonly unknown[]): string {
  return digest(JSON.stringify(parts, sorted)).slice(0, 40);
}

/** Node 20.12 has a way that takes no stream. */
function digest(text: string): string {
  const { createHash, hash } = crypto() as Partial<Pick<typeof Crypto, 'hash'>> & typeof Crypto;
  return hash === undefined ? createHash('sha256').update(text).digest('hex') : hash('sha256', text);
}

/** Objects by sorted keys, so that the order in which options were written does not matter. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
