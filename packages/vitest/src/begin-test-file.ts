import { askAtDoor, askElsewhere, removeReturned, settleChanges } from '@sts/core/runner';
import {
  type Answer,
  type Granted,
  type Handover,
  HANDOVER_VARIABLE,
  type OtherAnswer,
  type Refused,
  type WorkerQuestion,
} from './handover.js';

type Place = Handover['door'];

/** What a worker knows from one test file to the next; a worker of the vm pools has a new global object for each. */
interface WorkerState {
  /** As it came, to tell whether another has come. */
  text: string;
  handover: Handover;
}

const STATE: unique symbol = Symbol.for('@sts/vitest/worker') as never;

/**
 * Makes the worker the role, whatever the test file before has left: `project.config.env` can set variables and cannot
 * remove them (`undefined` arrives as a text), and what it set may have come to its end by now.
 */
export async function beginTestFile(): Promise<void> {
  const state = receive();
  if (state === undefined) return;
  const { handover } = state;
  if ('refused' in handover) throw refusal(handover.refused);
  let { granted } = handover;
  if (Date.now() >= granted.renewAt) {
    granted = await renewed(handover.granted, handover.door);
    state.handover = { ...handover, granted };
  }
  const { set } = granted.env;
  // What lies under the layer is the role too: a worker has nothing of who asked for it.
  settleChanges(process.env, set, granted.env);
  const { door } = handover;
  // Where a test asks for another role, the main process is who asks.
  if (door !== undefined)
    askElsewhere(async (question, id) => (id === set['AWS_ACCESS_KEY_ID'] ? askForOther(door, { kind: 'other', question }) : undefined));
}

/** Takes out what a `.env` file has brought back since the test file began. */
export function keepRole(): void {
  const handover = (process as { [STATE]?: WorkerState })[STATE]?.handover;
  if (handover === undefined || 'refused' in handover) return;
  removeReturned(process.env, handover.granted.unwanted);
}

function receive(): WorkerState | undefined {
  const holder = process as { [STATE]?: WorkerState };
  const text = process.env[HANDOVER_VARIABLE];
  delete process.env[HANDOVER_VARIABLE];
  if (text !== undefined && text !== holder[STATE]?.text) holder[STATE] = { text, handover: JSON.parse(text) as Handover };
  return holder[STATE];
}

async function askForOther(door: NonNullable<Place>, question: WorkerQuestion): Promise<OtherAnswer['other']> {
  return ((await askAtDoor(door, question)) as OtherAnswer | undefined)?.other;
}

async function renewed(granted: Granted, door: Place): Promise<Granted> {
  const question: WorkerQuestion = { kind: 'role' };
  const answer = door && ((await askAtDoor(door, question)) as Answer | undefined);
  if (answer !== undefined && 'refused' in answer) throw refusal(answer.refused);
  if (answer !== undefined) return answer.granted;
  if (Date.now() < granted.endsAt) return granted;
  const ended = new Date(granted.endsAt).toISOString();
  const code = 'STS_CREDENTIALS_EXPIRED';
  const text = `${code}: The session ${granted.assumedRoleArn} ended at ${ended}, and the main process cannot be asked for others.\n\n  Run fewer test files at once, or raise durationSeconds (STS_DURATION_SECONDS).`;
  throw refusal({ code, text });
}

/** As runners show it well: where in our code it arose tells users nothing. */
function refusal({ code, text }: Refused): Error {
  const error = new Error(text);
  error.name = 'StsError';
  error.stack = text;
  return Object.assign(error, { code });
}
