/** Milliseconds since the process began; they go on steadily, whatever is done to the clock. `performance` has to be loaded. */
export function elapsedMs(): number {
  return process.uptime() * 1000;
}
