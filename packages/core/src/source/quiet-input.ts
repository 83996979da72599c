/**
 * Makes this process leave the terminal alone where it listens to single keys, as a runner in watch mode does: it would
 * take what is typed for somebody else. Returns the undo.
 */
export function quietInput(): () => void {
  const { stdin } = process;
  if (!stdin.isTTY || !stdin.isRaw) return () => undefined;
  stdin.setRawMode(false);
  stdin.pause();
  return () => {
    stdin.setRawMode(true);
    stdin.resume();
  };
}
