import { inspect } from 'node:util';
import { formatError } from './format.js';
import { isStsError } from './sts-error.js';

/** How a runner is to show it. */
interface ShownAs {
  /** Default: code, message and hint. */
  text?: string;
  /** Default: the text. Runners that print message and stack get an empty one. */
  stack?: string;
}

/**
 * An `StsError` in the form that runners print well, whether they print its message, its stack or what they inspect:
 * where in our code it arose tells users nothing, so the text is all there is. Other errors are returned as they are.
 */
export function shownError(error: unknown, { text = formatError(error), stack = text }: ShownAs = {}): unknown {
  if (!isStsError(error)) return error;
  const visible = new Error(text);
  visible.name = 'StsError';
  visible.stack = stack;
  Object.defineProperty(visible, 'code', { value: error.code });
  Object.defineProperty(visible, inspect.custom, { value: () => text });
  return visible;
}
