import { type DoorPlace, type NotedFile, removeRefusals, type StsOptions, type Unwanted } from '@sts/core/runner';

/** The credentials that were put into the environment. */
interface Held {
  accessKeyId: string;
  expiration: Date;
  /** Milliseconds since the epoch. */
  since: number;
}

/** What this process knows of the run. */
interface RunState {
  /** Where Mocha was started; tests may change the working directory. */
  cwd: string;
  given: { options: StsOptions; optionsFrom: string };
  /** Whether Mocha has called for the hooks. */
  isUsed: boolean;
  held: Held | undefined;
  /** What is to stay out of the environment for its sake. */
  unwanted: Unwanted | undefined;
  /** The files that led to it. */
  files: NotedFile[];
  /** Whether nothing was assumed, because the tests are not to run. */
  dry: boolean;
  /** Takes the changes out of the environment. */
  undo: (() => void) | undefined;
  /** Of a parallel worker: where the process that started it can be asked. */
  door: DoorPlace | undefined;
  /** Of a process with workers: takes back what they are told. */
  stopTelling: (() => void) | undefined;
}

/** Mocha may load the plugin more than once, and a project may have several copies of it. */
const STATE: unique symbol = Symbol.for('@sts/mocha/process') as never;

/** The state of this process. */
export function runState(): RunState {
  const holder = globalThis as { [STATE]?: RunState };
  if (holder[STATE] === undefined) {
    holder[STATE] = {
      cwd: process.cwd(),
      given: { options: {}, optionsFrom: 'the environment' },
      isUsed: false,
      held: undefined,
      unwanted: undefined,
      files: [],
      dry: false,
      undo: undefined,
      door: undefined,
      stopTelling: undefined,
    };
    process.once('exit', removeRefusals);
  }
  return holder[STATE];
}
