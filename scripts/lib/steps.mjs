const started = performance.now();

/** Seconds since the start, for headings. */
export function elapsed() {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

/** Announces a step, before it begins. */
export function step(title) {
  process.stdout.write(`\n▸ ${title}  (after ${elapsed()})\n`);
}

/** Something to read below a step. */
export function say(text) {
  process.stdout.write(`  ${text.replaceAll('\n', '\n  ')}\n`);
}
