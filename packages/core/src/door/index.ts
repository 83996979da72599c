import type { Answer, Door, DoorPlace } from './open-door.js';

export type { Door, DoorPlace } from './open-door.js';

/**
 * Opens a door for the processes that are started from here: they have the role's credentials and nothing to renew them
 * with. It is a socket in a folder that only this user may enter, or a named pipe on Windows, and answers only who knows
 * the word. It keeps no process alive. `undefined` where there can be none.
 */
export async function openDoor(answer: Answer): Promise<Door | undefined> {
  return (await import('./open-door.js')).openDoor(answer);
}

/** Asks the process that opened a door; `undefined` where nobody answers. Question and answer are JSON. Never fails. */
export async function askAtDoor(place: DoorPlace, question: unknown): Promise<unknown> {
  return (await import('./ask-at-door.js')).askAtDoor(place, question);
}
