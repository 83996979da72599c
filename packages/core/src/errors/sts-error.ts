import type { StsErrorCode } from './codes.js';
import { presentable } from './presentable.js';

/** Marks our errors across realms and copies of the package: `instanceof` fails in a Jest sandbox. */
const BRAND: unique symbol = Symbol.for('@sts/error') as never;

/** What an `StsError` is made of. */
export interface StsErrorParts {
  code: StsErrorCode;
  /** What failed, which value, and where it came from. */
  message: string;
  /** What to do next; may have several lines, to be pasted. */
  hint?: string;
  /** Already free of secrets: see `toCause`. */
  cause?: Error;
}

/**
 * Every error of the @sts packages. Recognise it with `isStsError`, which works across realms; `code` is stable,
 * `message` says what failed, which value and where it came from, and `hint` what to do next.
 */
export class StsError extends Error {
  // The built package has short names, and Node prints that of the class.
  static {
    Object.defineProperty(this, 'name', { value: 'StsError' });
  }

  readonly code: StsErrorCode;
  readonly hint: string | undefined;

  constructor(parts: StsErrorParts) {
    super(presentable(parts.message), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'StsError';
    this.code = parts.code;
    this.hint = parts.hint === undefined ? undefined : presentable(parts.hint);
    Object.defineProperty(this, BRAND, { value: true });
    this.stack = withCodeAndHint(this);
  }
}

/** Runners show message and stack of what a test or a hook throws, and nothing else: the hint is to be among it. */
function withCodeAndHint({ name, code, message, hint, stack = '' }: StsError): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const lines = (hint ?? '').split('\n').map((line) => (line === '' ? '' : `  ${line}`));
  return [`${name} [${code}]: ${message}`, ...(hint === undefined ? [] : ['', ...lines, '']), ...frames].join('\n');
}

/** Tells whether a value is an `StsError`, and of the given code if one is given. Throws nothing. */
export function isStsError(value: unknown, code?: StsErrorCode): value is StsError {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as { [BRAND]?: unknown; code?: unknown };
  return candidate[BRAND] === true && (code === undefined || candidate.code === code);
}
