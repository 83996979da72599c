import type { Question } from '../lookups/index.js';
import type { Node } from './nodes.js';

/** What a source of variables is asked. */
export interface SourceRequest {
  /** `file`, `env`, … */
  type: string;
  /** Resolved parameters. */
  params: unknown[] | undefined;
  /** Resolved address. */
  address: unknown;
  /** The key whose value has the variable, for messages. */
  at: string;
  /** The variable as written, for messages. */
  text: string;
}

/** What a source may use to answer. */
export interface SourceTools {
  /** The node at a path of keys of the configuration, resolved; `undefined` if there is none. */
  follow(keys: readonly string[]): Node | undefined;
  /** The node at a path of keys from another one, as it was written; what lies on the way is resolved. */
  find(keys: readonly string[], from: Node): Node | undefined;
  /** The value of a text with variables in it, everything inside it resolved. */
  text(text: string): unknown;
  /** The value at a path of keys of the configuration, everything inside it resolved. */
  whole(keys: readonly string[]): unknown;
  /** The stage in force. */
  stage(): string;
  /** The answer to a question that may take waiting: see `Lookups`. */
  need<T>(question: Question<T>): T;
}

/**
 * Answers a variable: a node (its value is read when it is needed), or `undefined` for "not found", which alone moves
 * on to the next fallback. A `null` counts as not found. Any failure is thrown.
 */
export type VariableSource = (request: SourceRequest, tools: SourceTools) => Node | undefined;
