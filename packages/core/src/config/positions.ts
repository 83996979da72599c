import path from 'node:path';
import { load, type State } from 'js-yaml';
import { cloudFormationSchema } from './cloudformation-schema.js';
import { readTextFile } from './read-file.js';

/** A place in a file; both count from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A value of a YAML text, with those inside it: of a mapping, keys and values by turns. */
interface Place {
  position: Position;
  kind: string | null | undefined;
  value: unknown;
  inside: Place[];
}

/**
 * Where a key stands in a YAML or JSON file; of a path of keys that ends in nothing, the last one that is there.
 * `undefined` for other files, and for what cannot be read any more.
 */
export class Positions {
  private readonly roots = new Map<string, Place | undefined>();

  /** Where a key stands; each file is read once. */
  find(file: string, keys: readonly string[]): Position | undefined {
    if (!/\.(?:ya?ml|json|tfstate)$/.test(path.extname(file))) return undefined;
    if (!this.roots.has(file)) this.roots.set(file, placesIn(file));
    const root = this.roots.get(file);
    return root === undefined ? undefined : follow(root, keys);
  }
}

function follow(root: Place, keys: readonly string[]): Position | undefined {
  let place = root;
  let position: Position | undefined;
  for (const key of keys) {
    const found = child(place, key);
    if (found === undefined) return position;
    position = found.key.position;
    place = found.value;
  }
  return position;
}

function child({ kind, inside, value: mapping }: Place, key: string): { key: Place; value: Place } | undefined {
  if (kind === 'sequence') {
    // A pair in brackets, `[a: b]`, opens more than it holds.
    const item = Array.isArray(mapping) && mapping.length === inside.length ? inside[Number(key)] : undefined;
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (kind !== 'mapping') return undefined;
  for (let index = 0; index + 1 < inside.length; index += 2) {
    const [name, value] = [inside[index], inside[index + 1]];
    if (name === undefined || value === undefined) break;
    // A merged mapping is its own; where keys and values do not alternate after all, nothing is claimed.
    if (name.value === '<<') continue;
    if (!Object.hasOwn(Object(mapping), String(name.value))) break;
    if (String(name.value) === key) return { key: name, value };
  }
  return undefined;
}

function placesIn(file: string): Place | undefined {
  const root: Place = { position: { line: 1, column: 1 }, kind: undefined, value: undefined, inside: [] };
  const open: Place[] = [root];
  const listener = (event: 'open' | 'close', state: State): void => {
    if (event === 'open') {
      const { line, lineStart, input, position } = state as State & { lineStart: number };
      const start = /[^ ]|$/g;
      start.lastIndex = position;
      const column = (start.exec(input)?.index ?? position) - lineStart + 1;
      open.push({ position: { line: line + 1, column }, kind: undefined, value: undefined, inside: [] });
      return;
    }
    const place = open.pop();
    if (place === undefined) return;
    place.kind = state.kind;
    place.value = state.result;
    const [only] = place.inside;
    // js-yaml tries a collection in brackets as a key first, and then opens it twice.
    if (place.inside.length === 1 && typeof place.value === 'object' && only?.value === place.value) place.inside = only.inside;
    open.at(-1)?.inside.push(place);
  };
  try {
    load(readTextFile(file) ?? '', { schema: cloudFormationSchema(), listener });
  } catch {
    return undefined;
  }
  return root.inside[0];
}
