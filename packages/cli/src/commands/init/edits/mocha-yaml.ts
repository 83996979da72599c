import { Unsure } from './unsure.js';

/**
 * A `.mocharc.yml` with a module more to require: where there is no such key, or a list of lines under it. Everything else
 * stays as it is.
 * @throws {Unsure} for any other form
 */
export function requireInYaml(text: string, item: string): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const content = lines.filter((line) => !/^\s*(?:#.*)?$/.test(line) && line !== '---');
  if (content.length > 0 && !/^[\w-]+\s*:/.test(content[0] ?? '')) throw new Unsure('it is not plain lines of keys');
  const at = lines.findIndex((line) => /^["']?require["']?\s*:/.test(line));
  if (at < 0) {
    const end = text === '' || text.endsWith('\n') ? '' : eol;
    return `${text}${end}require:${eol}  - '${item}'${eol}`;
  }
  const [, indent] = /^(\s*)-\s/.exec(lines[at + 1] ?? '') ?? [];
  if (!/^require\s*:\s*(?:#.*)?$/.test(lines[at] ?? '') || indent === undefined) throw new Unsure('require is not a list of lines');
  return [...lines.slice(0, at + 1), `${indent}- '${item}'`, ...lines.slice(at + 1)].join(eol);
}
