/** Names and values below each other, the values in line; what has no value is left out. */
export function rows(all: readonly (readonly [name: string, value: string | undefined])[]): string {
  const width = Math.max(0, ...all.map(([name]) => name.length));
  const indent = ' '.repeat(width + 2);
  return all
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(width)}  ${value.replaceAll('\n', `\n${indent}`)}`]))
    .join('\n');
}
