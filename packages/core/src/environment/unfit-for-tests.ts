import { stageVariables } from '../target/index.js';
import { changedVariables } from './changes.js';

/** They say how programs are found and started on a machine, and where the code is deployed it is another one. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'TMPDIR',
  'NODE_OPTIONS',
  'NODE_PATH',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
]);

/** Shorter values are part of any text. */
const SHORTEST_SECRET = 8;

/**
 * Why a variable of the code does not belong into the tests: it would make them somebody else, is meant for another
 * machine, or holds a secret of who asks. `undefined` for the usual ones.
 */
export function unfitForTests(
  stage: string,
  env: Readonly<Record<string, string | undefined>>,
): (name: string, value: string) => string | undefined {
  const session = new Set(changedVariables(stage));
  const { secret, token } = stageVariables(stage);
  const secrets = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_STS_ACCESS_SECRET', secret, token].flatMap((name) => env[name] ?? []);
  return (name, value) => {
    if (session.has(name)) return "is the session's own";
    if (OF_THE_MACHINE.has(name)) return 'is for the machine that the code is deployed to';
    const isSecret = secrets.some((one) => one.length >= SHORTEST_SECRET && value.includes(one));
    return isSecret ? 'holds a secret of the source credentials' : undefined;
  };
}
