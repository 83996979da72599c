import { isStsError, redact, StsError, toCause } from '../errors/index.js';

/** Shorter ones are parts of other words. */
const SHORTEST = 4;

/** What AWS keeps secret and has told us, so that no message shows it. */
export class Secrets {
  private readonly texts: string[] = [];

  /** Takes a secret; of one that is JSON, every text in it. */
  add(secret: string): void {
    this.texts.push(secret, ...textsIn(parsed(secret)));
  }

  /** An error as it may be shown. */
  shown(error: unknown): unknown {
    if (!isStsError(error) || this.texts.length === 0) return error;
    const { code, message, hint, cause } = error;
    const clean = (text: string): string => redact(text, this.texts);
    return new StsError({
      code,
      message: clean(message),
      ...(hint === undefined ? {} : { hint: clean(hint) }),
      ...(cause instanceof Error ? { cause: toCause(cause, this.texts) } : {}),
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length < SHORTEST ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
