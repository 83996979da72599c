import { statSync } from 'node:fs';
import type { Session } from '@sts/core/runner';

/** A file that an answer depends on, as it was. */
export interface NotedFile {
  file: string;
  state: string;
}

/** The files that led to a session. A switched-off session has none. */
export function noteFiles(session: Session): NotedFile[] {
  if (Object.keys(session.env.set).length === 0) return [];
  return session.target.files.map((file) => ({ file, state: stateOf(file) }));
}

/** Whether one of them is not as it was. */
export function areChanged(files: readonly NotedFile[]): boolean {
  return files.some(({ file, state }) => stateOf(file) !== state);
}

function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? 'absent' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
