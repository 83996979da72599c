import { elapsedMs } from '../loading/index.js';
import type { TimeLimit } from '../retries/index.js';

/** The end of the time for something. */
export interface Deadline extends TimeLimit {
  /** Gives the timer back. */
  stop: () => void;
}

/** A deadline in so many milliseconds. */
export function startDeadline(ms: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  const end = elapsedMs() + ms;
  return { signal: controller.signal, timeLeft: () => end - elapsedMs(), stop: () => clearTimeout(timer) };
}

/** The result of a piece of work, or an error when the deadline comes first. */
export async function beforeEnd<T>(work: Promise<T>, { signal }: Deadline, error: () => Error): Promise<T> {
  // `Promise.withResolvers` came with Node 22.
  let fail: () => void = () => undefined;
  const end = new Promise<never>((_resolve, reject) => {
    fail = () => reject(error());
  });
  signal.addEventListener('abort', fail, { once: true });
  try {
    return await Promise.race([work, end]);
  } finally {
    signal.removeEventListener('abort', fail);
  }
}
