import { type StsOptions, tools } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { print, printJson } from '../../output.js';
import { contextHere } from '../../shared-options.js';

/** Removes what is cached of the project, and says what that was. */
export function clear(options: StsOptions, isJson: boolean): number {
  const { folder, cleared } = new (tools().Inspection)(options, contextHere()).clear();
  const { removed = {}, foreign = [], held = 0 } = cleared ?? {};
  if (isJson) {
    printJson({ folder: folder ?? null, removed, foreign, held });
    return EXIT.ok;
  }
  const kinds = Object.entries(removed).map(([kind, count]) => `${kind}: ${count}`);
  if (folder === undefined) print('There is no cache here: the option cache is false.');
  else if (kinds.length === 0) print(`Nothing to remove in ${folder}.`);
  else print(`Removed from ${folder}:\n${kinds.map((kind) => `  ${kind}`).join('\n')}`);
  if (foreign.length > 0) print(`Left where it is, for it is not ours: ${foreign.join(', ')}`);
  if (held > 0) print(`Left where it is, for a running process holds it: ${held} ${held === 1 ? 'lock' : 'locks'}`);
  return EXIT.ok;
}
