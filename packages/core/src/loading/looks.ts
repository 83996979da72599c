import { readdirSync, statSync } from 'node:fs';

/** Clocks of file systems are coarse: what was changed so lately may change again without showing it. */
const LATELY_NS = 2_000_000_000n;

/**
 * What a reading has looked at on the disk: while all of it is as it was, the reading would come to the same. The functions
 * that read files take note here (`sawFile`, `sawNames`), and those whose outcome no file tells (`unsure`).
 */
export class Looks {
  private readonly states = new Map<string, string>();
  private sure = true;
  private latest = 0n;

  /** Notes a state as it is now; to be called before the reading itself. */
  note(subject: string, { text, changedNs }: State): void {
    const before = this.states.get(subject);
    this.states.set(subject, text);
    if (before !== undefined && before !== text) this.sure = false;
    if (changedNs > this.latest) this.latest = changedNs;
  }

  giveUp(): void {
    this.sure = false;
  }

  /**
   * Subjects and their states; `undefined` where they do not tell all.
   * @param now milliseconds since the epoch
   */
  entries(now: number): [string, string][] | undefined {
    const settled = this.latest < BigInt(now) * 1_000_000n - LATELY_NS;
    return this.sure && settled ? [...this.states] : undefined;
  }
}

interface State {
  text: string;
  /** Nanoseconds since the epoch. */
  changedNs: bigint;
}

let current: Looks | undefined;

const FILE = 'file ';

/** Runs a reading, and tells what it has looked at, also when it throws. */
export function witnessed<T>(looks: Looks, read: () => T): T {
  const before = current;
  current = looks;
  try {
    return read();
  } finally {
    current = before;
  }
}

/** Takes note of a file, or of there being none. */
export function sawFile(file: string): void {
  current?.note(`${FILE}${file}`, fileState(file));
}

/** Takes note of the names in a folder that begin with a text. */
export function sawNames(folder: string, beginning: string): void {
  current?.note(`names ${beginning} ${folder}`, namesState(folder, beginning));
}

/** What comes out now does not follow from files, environment and options alone. */
export function unsure(): void {
  current?.giveUp();
}

/** Whether everything is as it was when it was noted. */
export function isAsItWas(entries: readonly (readonly [string, string])[]): boolean {
  return entries.every(([subject, state]) => {
    if (subject.startsWith(FILE)) return fileState(subject.slice(FILE.length)).text === state;
    const [, beginning = '', folder = ''] = /^names (\S+) (.*)$/s.exec(subject) ?? [];
    return namesState(folder, beginning).text === state;
  });
}

/** All that changes with the content of a file; the time of the last change of its node cannot be set back. */
export function fileState(file: string): State {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return { text: 'none', changedNs: 0n };
    const { dev, ino, mode, size, mtimeNs, ctimeNs } = stats;
    return { text: [dev, ino, mode, size, mtimeNs, ctimeNs].join(' '), changedNs: ctimeNs > mtimeNs ? ctimeNs : mtimeNs };
  } catch (error) {
    return { text: (error as NodeJS.ErrnoException).code ?? 'unknown', changedNs: 0n };
  }
}

function namesState(folder: string, beginning: string): State {
  try {
    const names = readdirSync(folder).filter((name) => name.startsWith(beginning));
    return { text: names.toSorted().join('/'), changedNs: 0n };
  } catch (error) {
    return { text: (error as NodeJS.ErrnoException).code ?? 'unknown', changedNs: 0n };
  }
}
