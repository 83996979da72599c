import { dump } from 'js-yaml';
import type { FileFormat } from './tree.js';

/** A scalar that YAML is to have as it is spelled. */
export function mark(spelled: string): string {
  return `<<<${spelled}>>>`;
}

const MARKED = /(["']?)<<<(.*?)>>>\1/g;

/** YAML, with what is marked as it is spelled. */
export function toYaml(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true }).replaceAll(MARKED, '$2');
}

/** The same without marks. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll(/<<<(.*?)>>>/g, '$1')) as T;
}

/** Extension, content and address of a file that holds a value. */
export function fileOf(format: FileFormat, value: unknown): readonly [extension: string, content: string, address: string] {
  const json = JSON.stringify(plain({ a: { b: value } }));
  switch (format) {
    case 'yml':
    case 'yaml':
      return [format, toYaml({ a: { b: value } }), ':a.b'];
    case 'json':
    case 'tfstate':
      return [format, json, ':a.b'];
    case 'whole.yml':
      return ['yml', toYaml(value), ''];
    case 'txt':
      return typeof value === 'object' ? ['json', JSON.stringify(value), ''] : ['txt', String(plain(value)), ''];
    case 'js':
    case 'cjs':
      return [format, `module.exports = ${json};\n`, ':a.b'];
    case 'function':
      return ['js', `module.exports = () => (${json});\n`, ':a.b'];
    case 'async':
      return ['js', `module.exports = async () => (${json});\n`, ':a.b'];
    case 'promise':
      return ['cjs', `module.exports = Promise.resolve(${json});\n`, ':a.b'];
    case 'member':
      return ['js', `exports.a = () => (${json}).a;\n`, ':a.b'];
  }
}
