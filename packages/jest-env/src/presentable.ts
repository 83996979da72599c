import { formatError, isStsError, refusalOf, shownError, type StsError } from '@sts/core/runner';
import { workerState } from './worker-state.js';

/**
 * A failure as Jest should show it: whole at its first test file, in short at the others. Jest prints message and
 * stack; where in our code it arose tells users nothing, so there is no stack.
 * @param isParticular whether the other test files of the run need not have met it
 */
export function presentable(error: unknown, { isParticular }: { isParticular: boolean }): unknown {
  if (!isStsError(error)) return error;
  const { shown } = workerState();
  const identity = `${error.code} ${error.message}`;
  const whole = !shown.has(identity) && (isParticular || isFirstToTell(error));
  shown.add(identity);
  const text = whole
    ? formatError(error)
    : `${error.code}: ${firstLine(error.message)}\nThe role was not assumed, so nothing here ran. Another test file of this run shows more.`;
  return shownError(error, { text, stack: '' });
}

/** A refusal is told where it was made; what each worker finds by itself, and a refusal from before the run, by the first. */
function isFirstToTell(error: StsError): boolean {
  const refusal = refusalOf(error);
  if (refusal === undefined || refusal.madeAt < performance.timeOrigin) return isFirstWorker();
  return refusal.madeHere;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/**
 * Whether this worker tells what is to be told once in a run: the first always gets a test file, and in-band runs count as
 * it.
 */
export function isFirstWorker(): boolean {
  return (process.env['JEST_WORKER_ID'] ?? '1') === '1';
}
