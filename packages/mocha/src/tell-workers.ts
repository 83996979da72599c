import { applyChanges, type DoorPlace, formatError, openDoor, openForOther, unwantedOf } from '@sts/core/runner';
import type { MainAnswer, WorkerQuestion } from './ask-main.js';
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
  const door = await openDoor((question) => answer(question as WorkerQuestion));
  if (door === undefined) return;
  const untell = tell(JSON.stringify(door.place));
  state.stopTelling = () => {
    untell();
    door.close();
  };
}

/** Credentials of roles, and never those of who asks. */
async function answer(question: WorkerQuestion): Promise<MainAnswer> {
  if (question.kind === 'other') {
    const other = await openForOther(question.question, process.env);
    return { kind: 'other', ...(other === undefined ? {} : { answer: other }) };
  }
  try {
    const session = await enterHere(question.refusalsSince);
    return { kind: 'role', changes: session.env, unwanted: unwantedOf(session, runState().cwd) };
  } catch (error) {
    return { kind: 'refused', text: formatError(error) };
  }
}

/** A layer of its own, so that it counts for nothing in the reading of options. */
function tell(text: string): () => void {
  return applyChanges(process.env, { set: { [VARIABLE]: text }, remove: [] });
}

/** Takes what this process was told, and out of the environment; of its parent's run, where it is not a worker. */
export function takeWord(): { dry: boolean; door: DoorPlace | undefined } | undefined {
  const text = process.env[VARIABLE];
  delete process.env[VARIABLE];
  if (!text) return undefined;
  if (text === DRY) return { dry: true, door: undefined };
  return { dry: false, door: JSON.parse(text) as DoorPlace };
}
