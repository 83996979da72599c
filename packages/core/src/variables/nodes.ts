/** A place in a configuration: its raw value and where it stands, `provider.iam.role` or `file(roles.yml).dev`. */
export interface Node {
  raw: unknown;
  /** Identifies the place; what was resolved there is remembered under it. */
  id: string;
  /** How often the texts inside may be parsed anew, where that is fewer than usual. */
  rounds?: number;
  /** Brought by a source from outside of the configuration. */
  foreign?: true;
}

/** The node of a key, if the value has such a key of its own (`length` of a list and the letters of a text count). */
export function childNode(node: Node, key: string): Node | undefined {
  if (node.raw === null || node.raw === undefined) return undefined;
  if (!Object.hasOwn(Object(node.raw), key)) return undefined;
  const raw = (node.raw as Record<string, unknown>)[key];
  // As Serverless, which passes all that it reads through JSON.
  const { rounds } = node;
  return {
    raw: raw instanceof Date ? raw.toJSON() : raw,
    id: node.id === '' ? key : `${node.id}.${key}`,
    ...(rounds === undefined ? {} : { rounds }),
  };
}

/** Whether it has keys of its own to look into: an object or a list. */
export function isContainer(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null;
}

/** A copy with its keys defined rather than assigned, so that `__proto__` is a key like any other. */
export function defineKey(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
