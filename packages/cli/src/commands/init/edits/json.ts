import { applyEdits, modify, parse, type ParseError } from 'jsonc-parser';
import { Unsure } from './unsure.js';

/**
 * The text of a JSON file, maybe with comments, with one value changed; everything else stays as it is.
 * @param change what becomes of the value that is there; `undefined` stands for none
 * @throws {Unsure}
 */
export function changedJson(text: string, keys: readonly string[], change: (value: unknown) => unknown): string {
  const errors: ParseError[] = [];
  const content = parse(text, errors, { allowTrailingComma: true }) as unknown;
  if (errors.length > 0 || !isObject(content)) throw new Unsure('it is not a JSON object');
  let value: unknown = content;
  for (const key of keys) value = isObject(value) ? value[key] : undefined;
  const [indent = '  '] = /^[ \t]+/m.exec(text) ?? [];
  const insertSpaces = !indent.startsWith('\t');
  const formattingOptions = { insertSpaces, tabSize: insertSpaces ? indent.length : 1, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  return applyEdits(text, modify(text, [...keys], change(value), { formattingOptions }));
}

/** A list with an item more, the first; a text becomes one. Throws `Unsure`. */
export function listWith(value: unknown, item: string): string[] {
  if (value === undefined) return [item];
  if (typeof value === 'string') return [item, value];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return [item, ...(value as string[])];
  throw new Unsure('the value is not a list of texts');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
