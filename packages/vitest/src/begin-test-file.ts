import { type EnvChanges, settleChanges } from '@sts/core/runner';
import { askMain } from './ask-main.js';
import { type Granted, type Handover, HANDOVER_VARIABLE, type Refused } from './handover.js';

/** What a worker knows from one test file to the next; a worker of the vm pools has a new global object for each. */
interface WorkerState {
  /** As it came, to tell whether another has come. */
  text: string;
  handover: Handover;
  base: Record<string, string | undefined>;
}

const STATE: unique symbol = Symbol.for('@sts/vitest/worker') as never;

/**
 * Makes the worker the role, whatever the test file before has left: `project.config.env` can set variables and cannot
 * remove them (`undefined` arrives as a text), and what it set may have come to its end by now.
 */
export async function beginTestFile(): Promise<void> {
  const state = receive();
  if (state === undefined) return;
  const { handover, base } = state;
  if ('refused' in handover) throw refusal(handover.refused);
  let { granted } = handover;
  if (Date.now() >= granted.renewAt) {
    granted = await renewed(handover.granted, handover.door);
    state.handover = { ...handover, granted };
  }
  settleChanges(process.env, base, granted.env);
}

function receive(): WorkerState | undefined {
  const holder = process as { [STATE]?: WorkerState };
  const text = process.env[HANDOVER_VARIABLE];
  delete process.env[HANDOVER_VARIABLE];
  if (text === undefined || text === holder[STATE]?.text) return holder[STATE];
  const handover = JSON.parse(text) as Handover;
  const removed = 'granted' in handover ? valuesOf(handover.granted.env) : {};
  // Once they are removed, only the first handover saw them.
  const base = { ...holder[STATE]?.base, ...removed, ...handover.base };
  holder[STATE] = { text, handover, base };
  return holder[STATE];
}

function valuesOf({ remove }: EnvChanges): Record<string, string> {
  return Object.fromEntries(remove.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

async function renewed(granted: Granted, door: Handover['door']): Promise<Granted> {
  let because = 'the main process cannot be asked for others';
  try {
    const answer = door && (await askMain(door));
    if (answer !== undefined && 'refused' in answer) throw refusal(answer.refused);
    if (answer !== undefined) return answer.granted;
  } catch (error) {
    if ((error as { name?: string }).name === 'StsError') throw error;
    because += ` (${(error as Error).message})`;
  }
  if (Date.now() < granted.endsAt) return granted;
  const ended = new Date(granted.endsAt).toISOString();
  const code = 'STS_CREDENTIALS_EXPIRED';
  const text = `${code}: The session ${granted.assumedRoleArn} ended at ${ended}, and ${because}.\n\n  Run fewer test files at once, or raise durationSeconds (STS_DURATION_SECONDS).`;
  throw refusal({ code, text });
}

/** As runners show it well: where in our code it arose tells users nothing. */
function refusal({ code, text }: Refused): Error {
  const error = new Error(text);
  error.name = 'StsError';
  error.stack = text;
  return Object.assign(error, { code });
}
