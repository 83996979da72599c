import { isDeepStrictEqual } from 'node:util';
import { shownError, StsError, type StsOptions } from '@sts/core/runner';

/** One call of `mochaHooks`. */
export interface Call {
  options: StsOptions;
}

/** Calls of the same turn: Mocha calls the hooks of all plugins before it waits for any. Shared by copies of the package. */
const TURN: unique symbol = Symbol.for('@sts/mocha/turn') as never;

/**
 * The call that counts among those of a run: with options before without, the first of those that are the same.
 * @throws `STS_OPTIONS_INVALID` when two have different options: the tests of a run are one role
 */
export async function chosen(call: Call): Promise<Call> {
  const holder = globalThis as { [TURN]?: Call[] };
  const calls = (holder[TURN] ??= []);
  calls.push(call);
  await Promise.resolve();
  delete holder[TURN];
  const withOptions = calls.filter(({ options }) => Object.keys(options).length > 0);
  const first = withOptions[0] ?? calls[0] ?? call;
  if (withOptions.every(({ options }) => isDeepStrictEqual(options, first.options))) return first;
  throw shownError(
    new StsError({
      code: 'STS_OPTIONS_INVALID',
      message: `Two files that are given to Mocha's --require call sts() of @sts/mocha with different options (${differing(withOptions)}).`,
      hint: 'Give one of them: all tests of a run are one role. For another one in a test, use openSession({ … }) of @sts/core.',
    }),
  );
}

/** The names alone: there may be secrets among the values. */
function differing(calls: readonly Call[]): string {
  const all = calls.map(({ options }): Record<string, unknown> => ({ ...options }));
  const names = [...new Set(all.flatMap((options) => Object.keys(options)))];
  return names.filter((name) => all.some((options) => !isDeepStrictEqual(options[name], all[0]?.[name]))).join(', ');
}
