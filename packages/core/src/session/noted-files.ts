import { statSync } from 'node:fs';
import { isSwitchedOffSession } from './make-session.js';
import type { Session } from './types.js';

/** A file that an answer depends on, as it was. */
export interface NotedFile {
  file: string;
  state: string;
}

/** The files that led to a session. A switched-off session has none. */
export function noteFiles(session: Session): NotedFile[] {
  if (isSwitchedOffSession(session)) return [];
  return session.target.files.map((file) => ({ file, state: stateOf(file) }));
}

/** Whether all of them are as they were: in watch mode the configuration may change between two reruns. */
export function filesUnchanged(files: readonly NotedFile[]): boolean {
  return files.every(({ file, state }) => stateOf(file) === state);
}

function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? 'absent' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
