import { isObject } from '../options/index.js';

/** Merges as Serverless does (measured on osls 4.3): objects by their keys, lists by their indexes; else the later one has the say. */
export function mergePlain(first: unknown, later: unknown): unknown {
  if (later === undefined) return first;
  if (Array.isArray(first) && Array.isArray(later)) {
    return Array.from({ length: Math.max(first.length, later.length) }, (_item, index) => mergePlain(first[index], later[index]));
  }
  if (!isObject(first) || !isObject(later)) return later;
  const keys = [...new Set([...Object.keys(first), ...Object.keys(later)])];
  return Object.fromEntries(keys.map((key) => [key, mergePlain(own(first, key), own(later, key))]));
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
