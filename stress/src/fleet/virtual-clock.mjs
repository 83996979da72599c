import { setImmediate as nextTurn } from 'node:timers/promises';

/** A clock on which nothing takes time but waiting; milliseconds from 0. */
export class VirtualClock {
  /** Who waits, by the millisecond at which the wait ends. */
  #waiting = [];
  now = 0;

  /** Resolves when so many milliseconds have gone by. */
  sleep(ms) {
    const at = this.now + Math.ceil(ms);
    return new Promise((resolve) => {
      (this.#waiting[at] ??= []).push(resolve);
    });
  }

  /** Lets time go by until nobody waits any more. */
  async run() {
    for (; this.now < this.#waiting.length; this.now++) {
      while (this.#waiting[this.now] !== undefined) {
        const due = this.#waiting[this.now];
        delete this.#waiting[this.now];
        for (const resume of due) resume();
        // Whatever follows from it without waiting has happened then.
        await nextTurn();
      }
    }
  }
}
