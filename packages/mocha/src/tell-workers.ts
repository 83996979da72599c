import { applyChanges } from '@sts/core/runner';
import { type Desk, openDesk } from './desk.js';
import { enterHere } from './role.js';
import { runState } from './run-state.js';

/** What a worker is told by the process that starts it. Not for the tests: the worker takes it away. */
const VARIABLE = 'STS_MOCHA';

/** What stands in it for a dry run, which Mocha itself does not tell before the files are loaded. */
const DRY = 'dry-run';

/** Prepares what the workers of this process are told. */
export async function tellWorkers(): Promise<void> {
  const state = runState();
  if (state.dry) {
    state.stopTelling = tell(DRY);
    return;
  }
  if (state.held === undefined) return;
  const desk = await openDesk(async (refusalsSince) => (await enterHere(refusalsSince)).env);
  const untell = tell(`${desk.port} ${desk.token}`);
  state.stopTelling = () => {
    untell();
    desk.close();
  };
}

/** A layer of its own, so that it counts for nothing in the reading of options. */
function tell(text: string): () => void {
  return applyChanges(process.env, { set: { [VARIABLE]: text }, remove: [] });
}

/** Takes what this process was told, and out of the environment; of its parent's run, where it is not a worker. */
export function takeWord(): { dry: boolean; desk: Desk | undefined } | undefined {
  const text = process.env[VARIABLE];
  delete process.env[VARIABLE];
  if (!text) return undefined;
  if (text === DRY) return { dry: true, desk: undefined };
  const [port, token = ''] = text.split(' ');
  return { dry: false, desk: { port: Number(port), token } };
}
