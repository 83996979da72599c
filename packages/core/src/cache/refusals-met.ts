import { rmSync } from 'node:fs';

/** Files of refusals that this process made or met; one list per realm. */
const MET: unique symbol = Symbol.for('@sts/core/refusals-met') as never;

function met(): Set<string> {
  const holder = globalThis as { [MET]?: Set<string> };
  holder[MET] ??= new Set();
  return holder[MET];
}

/** Notes the file of a refusal. */
export function noteRefusal(file: string): void {
  met().add(file);
}

/**
 * Removes the files of the refusals that this process made or met. For runners, at the end of a run: until then other
 * workers may need them.
 */
export function removeRefusals(): void {
  for (const file of met()) rmSync(file, { force: true });
  met().clear();
}
