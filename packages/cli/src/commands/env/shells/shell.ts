/** How a shell, or a kind of file, is told what to change in an environment. */
export interface Shell {
  /** A whole line, or several, that sets a variable. */
  set(name: string, value: string): string;
  /** The same to remove one; `undefined` where that cannot be said. */
  remove: ((name: string) => string) | undefined;
}
