import { askAtDoor, type DoorPlace, type ElsewhereAnswer, type ElsewhereQuestion, type EnvChanges, type Unwanted } from '@sts/core/runner';

/** What a worker asks for: the role of the run, as it is now; or a session that a test opens beside it. */
export type WorkerQuestion = { kind: 'role'; refusalsSince: number } | { kind: 'other'; question: ElsewhereQuestion };

/** The role as changes of an environment with what is to stay out of it, or the refusal as it is to be shown; the other session. */
export type MainAnswer =
  | { kind: 'role'; changes: EnvChanges; unwanted: Unwanted }
  | { kind: 'refused'; text: string }
  | { kind: 'other'; answer?: ElsewhereAnswer };

/** The answer that is the role. */
export type RoleAnswer = Extract<MainAnswer, { kind: 'role' }>;

/**
 * Asks the process that started this worker for the role's credentials as they are now; `undefined` where it does not
 * answer, which leaves those that this process has.
 * @throws an `Error` with the refusal, as it is to be shown
 */
export async function askForRole(door: DoorPlace, refusalsSince: number): Promise<RoleAnswer | undefined> {
  const answer = await ask(door, { kind: 'role', refusalsSince });
  if (answer?.kind !== 'refused') return answer?.kind === 'role' ? answer : undefined;
  const error = new Error(answer.text);
  error.name = 'StsError';
  error.stack = answer.text;
  throw error;
}

/** Asks it for a session that a test opens beside the role of the run. */
export async function askForOther(door: DoorPlace, question: ElsewhereQuestion): Promise<ElsewhereAnswer | undefined> {
  const answer = await ask(door, { kind: 'other', question });
  return answer?.kind === 'other' ? answer.answer : undefined;
}

async function ask(door: DoorPlace, question: WorkerQuestion): Promise<MainAnswer | undefined> {
  return (await askAtDoor(door, question)) as MainAnswer | undefined;
}
