/** What a process is to node:test: the runner, which starts a process for each file; one of these; or all in one. */
export type Part = 'runner' | 'file' | 'all';

/**
 * The part of a process, by what Node.js says of it.
 * @param execArgv `process.execArgv`
 * @param env `process.env`
 */
export function partOf(execArgv: readonly string[], env: Readonly<Record<string, string | undefined>>): Part {
  if (env['NODE_TEST_CONTEXT']) return 'file';
  const given = [...execArgv, env['NODE_OPTIONS'] ?? ''].join(' ');
  // Where the tests may run in this very process, it has to be the role. So has a global setup, which runs here.
  const mayRunHere = /-isolation[= ](?!process\b)|--test-global-setup|-config-file/.test(given);
  return execArgv.includes('--test') && !mayRunHere ? 'runner' : 'all';
}
