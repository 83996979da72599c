/** An error has room for so many. */
const SHOWN = 30;

/** A list for a message, one in a line. */
export function listed(items: readonly string[]): string {
  const lines = items.slice(0, SHOWN).map((item) => `  ${item}`);
  return [...lines, ...(items.length > SHOWN ? [`  and ${items.length - SHOWN} more`] : [])].join('\n');
}
