import type { Lookups, Question } from '../lookups/index.js';
import { Complaints } from './complaints.js';
import { GrammarError, type Operand, type Part, parseVariables, type Source, type VariablePart } from './grammar.js';
import { childNode, defineKey, isContainer, type Node } from './nodes.js';
import type { SourceTools, VariableSource } from './source-context.js';
import { Trace, type VariableUse } from './trace.js';

/** Measured on osls 4.3: a value may be parsed anew this often, as a property's value and in an address. */
const PROPERTY_ROUNDS = 11;
const ADDRESS_ROUNDS = 10;
/** Far above what any option needs; YAML aliases can stand for billions of values in a few lines. */
const MAX_VALUES = 100_000;
/** An alias that holds itself has no bottom. */
const MAX_DEPTH = 100;
/** Keys that lead to each other; Serverless has no limit, and nobody a configuration that comes near. */
const MAX_CHAIN = 300;
/** Variables that repeat each other double with every step. */
const MAX_LENGTH = 1_000_000;

/** Sources whose answers are places of the configuration itself. */
const OF_THE_CONFIGURATION = new Set(['self', 'param']);

/** What a resolver works on. */
export interface ResolverInput {
  /** The configuration as read, variables and all. */
  configuration: unknown;
  /** The name of its file, for messages. */
  fileName: string;
  /** By type. What is not here is an error that names the type. */
  sources: Readonly<Record<string, VariableSource>>;
  /** Values for single variables, by `type(params):address`: they come before what the source would say. */
  given: Readonly<Record<string, unknown>>;
  lookups: Lookups;
  /** The stage in force; may resolve variables itself. */
  stage(): string;
}

/** Resolves single values of a configuration, and only what they need. */
export interface Resolver {
  /**
   * The value at a path of keys, itself resolved, but not what lies inside an object or list.
   * @throws `STS_VARIABLE_INVALID`, `STS_VARIABLE_UNRESOLVED`, `STS_VARIABLE_CYCLE`, `STS_VARIABLE_UNSUPPORTED`, and
   * what a source throws
   */
  value(keys: readonly string[]): unknown;
  /** The same, with everything inside it resolved too. */
  whole(keys: readonly string[]): unknown;
  /** The keys whose variable has led to an object or a list so far. */
  opened(): string[][];
  /** Runs a question and tells what was looked at for it. */
  traced<T>(question: () => T): { answer: T; trace: Trace };
  /** The answer to a question that may take waiting: see `Lookups`. */
  need<T>(question: Question<T>): T;
}

type Outcome = { node: Node; trace: Trace } | 'busy';

/** Makes a resolver; nothing is resolved before it is asked. */
export function createResolver(input: ResolverInput): Resolver {
  return new LazyResolver(input);
}

class LazyResolver implements Resolver {
  private readonly input: ResolverInput;
  private readonly done = new Map<string, Outcome>();
  private readonly busy: string[] = [];
  private readonly say: Complaints;
  private readonly given: Map<string, unknown>;
  private readonly tools: SourceTools;
  private traces: Trace[] = [];
  private copied = 0;

  constructor(input: ResolverInput) {
    this.input = input;
    this.say = new Complaints(input.fileName);
    this.given = new Map(Object.entries(input.given).map(([name, value]) => [withoutSpaces(name), value]));
    this.tools = {
      follow: (keys) => this.follow(keys),
      find: (keys, from) => this.find(keys, from),
      text: (text) => this.deep(this.expand(text, text, PROPERTY_ROUNDS), new Set()),
      whole: (keys) => this.whole(keys),
      stage: () => input.stage(),
      need: (question) => this.need(question),
    };
  }

  value(keys: readonly string[]): unknown {
    return this.follow(keys)?.raw;
  }

  whole(keys: readonly string[]): unknown {
    if (this.busy.length === 0) this.copied = 0;
    const node = this.follow(keys);
    return node === undefined ? undefined : this.deep(node, new Set());
  }

  opened(): string[][] {
    const done = [...this.done].filter(([, outcome]) => outcome !== 'busy' && isContainer(outcome.node.raw));
    return done.map(([key]) => (key.split('\n')[0] ?? '').split('.'));
  }

  traced<T>(question: () => T): { answer: T; trace: Trace } {
    const trace = new Trace();
    this.traces.push(trace);
    try {
      return { answer: question(), trace };
    } finally {
      this.traces = this.traces.filter((other) => other !== trace);
    }
  }

  need<T>(question: Question<T>): T {
    const answer = this.input.lookups.need(question);
    const { what, asks } = question;
    if (asks !== undefined) for (const open of this.traces) open.addLookup({ what, asks });
    return answer;
  }

  private follow(keys: readonly string[]): Node | undefined {
    const node = this.find(keys, { raw: this.input.configuration, id: '' });
    return node === undefined ? undefined : this.resolved(node);
  }

  /** The node at the end of the way, itself as it was written; what lies on the way is resolved. */
  private find(keys: readonly string[], from: Node): Node | undefined {
    let node: Node | undefined = from;
    for (const key of keys) {
      node = childNode(this.resolved(node), key);
      if (node === undefined) return undefined;
    }
    return node;
  }

  /** The node with the variables of its own value resolved; remembered, and caught when it depends on itself. */
  private resolved(node: Node): Node {
    if (typeof node.raw !== 'string') return node;
    if (!node.raw.includes('${')) return node;
    const key = `${node.id}\n${node.raw}`;
    const known = this.done.get(key);
    if (known === 'busy') throw this.cycle(node.id);
    if (known !== undefined) {
      this.note(known.trace);
      return known.node;
    }
    if (this.busy.length >= MAX_CHAIN) throw this.say.tooManyKeys(node.id, MAX_CHAIN);
    this.done.set(key, 'busy');
    this.busy.push(node.id);
    try {
      const { answer, trace } = this.traced(() => this.expand(node.raw as string, node.id, node.rounds ?? PROPERTY_ROUNDS));
      this.done.set(key, { node: answer, trace });
      return answer;
    } catch (error) {
      this.done.delete(key);
      throw error;
    } finally {
      this.busy.pop();
    }
  }

  /** A copy of a node's value with everything inside it resolved; the node itself is resolved already. */
  private deep(node: Node, above: Set<string>): unknown {
    const { raw, id } = node;
    if (++this.copied > MAX_VALUES || above.size > MAX_DEPTH) throw this.say.tooManyValues(id, MAX_VALUES, MAX_DEPTH);
    if (!isContainer(raw)) return raw;
    if (above.has(id)) throw this.cycle(id);
    const within = new Set(above).add(id);
    const copy: object = Array.isArray(raw) ? [] : {};
    for (const key of Object.keys(raw)) {
      const child = childNode(node, key);
      if (child !== undefined) defineKey(copy, key, this.deep(this.resolved(child), within));
    }
    return copy;
  }

  /** Replaces the variables in a text, and again in what comes out, as often as Serverless does. */
  private expand(text: string, key: string, rounds: number): Node {
    let pieces: string[] = [text];
    // Where the text stands that is looked at: what a source brought stands there, and not in the key.
    let at = key;
    for (let round = 0; ; round++) {
      const whole = pieces.join('');
      if (whole.length > MAX_LENGTH && round > 0) throw this.say.tooLong(at, MAX_LENGTH);
      const parts = this.parseEach(pieces, at, round === 0);
      const [part] = parts;
      if (part === undefined) return { raw: whole, id: key };
      if (round >= rounds) throw this.say.tooManyRounds(text, key, rounds);
      if (pieces.length === 1 && parts.length === 1 && part.kind === 'variable' && isWhole(part, whole)) {
        const node = this.variable(part, at);
        // What a source brought counts as parsed anew already; what is the configuration's own does not.
        if (typeof node.raw !== 'string') return node.foreign ? { raw: node.raw, id: node.id, rounds: rounds - round - 1 } : node;
        pieces = [node.raw];
        at = node.id;
      } else {
        pieces = this.fill(whole, parts, at);
      }
    }
  }

  /** Each piece by itself, so that none becomes part of a variable with its neighbour; places are those in the whole. */
  private parseEach(pieces: readonly string[], at: string, isWritten: boolean): Part[] {
    let from = 0;
    return pieces.flatMap((piece) => {
      const base = from;
      from += piece.length;
      return this.parse(piece, at, isWritten).map((part) => ({ ...part, start: part.start + base, end: part.end + base }));
    });
  }

  private fill(piece: string, parts: readonly Part[], at: string): string[] {
    const filled: string[] = [];
    let from = 0;
    for (const part of parts) {
      filled.push(piece.slice(from, part.start), part.kind === 'escape' ? part.value : this.asText(part, at));
      from = part.end;
    }
    filled.push(piece.slice(from));
    return filled;
  }

  /** As Serverless puts a value into a text: lists by commas; an object or null is an error. */
  private asText(part: VariablePart, at: string): string {
    const node = this.variable(part, at);
    const value = Array.isArray(node.raw) ? this.deep(node, new Set()) : node.raw;
    if (value !== null && value !== undefined && (typeof value !== 'object' || Array.isArray(value))) return String(value);
    throw this.say.notInText(part, at, value);
  }

  private variable(part: VariablePart, at: string): Node {
    for (const [index, source] of part.sources.entries()) {
      if (source.kind === 'literal') {
        this.noteUse({ at, text: part.text, answeredBy: 'literal' });
        return { raw: source.value, id: `${at} ${part.text}#${index}` };
      }
      const answer = this.ask(source, part, at);
      if (answer !== undefined) return answer;
    }
    throw this.say.notFound(part, at);
  }

  private ask(source: Source & { kind: 'source' }, part: VariablePart, at: string): Node | undefined {
    const answer = Object.hasOwn(this.input.sources, source.type) ? this.input.sources[source.type] : undefined;
    const params = source.params?.map((param) => this.operand(param, at));
    const address = source.address === undefined ? undefined : this.operand(source.address, at);
    const asked = asWritten(source.type, params, address);
    const given = withoutSpaces(asked);
    if (this.given.has(given)) {
      this.noteUse({ at, text: part.text, answeredBy: `the option variables (${asked})` });
      return { raw: this.given.get(given), id: `variables ${given}` };
    }
    if (answer === undefined) throw this.say.unknownSource(asked, part, at, Object.keys(this.input.sources));
    // A text is not resolved here: what comes out of a source is parsed by `expand`, which counts how often.
    const found = answer({ type: source.type, params, address, at: this.say.place(at), text: part.text }, this.tools);
    if (found === undefined || found.raw === null || found.raw === undefined) return undefined;
    this.noteUse({ at, text: part.text, answeredBy: asked });
    return OF_THE_CONFIGURATION.has(source.type) ? found : { ...found, foreign: true };
  }

  private operand(operand: Operand, at: string): unknown {
    if (operand.parts.length === 0) return operand.value;
    return this.deep(this.expand(String(operand.value), at, ADDRESS_ROUNDS), new Set());
  }

  private parse(text: string, at: string, isWritten: boolean): Part[] {
    try {
      return parseVariables(text);
    } catch (error) {
      if (!(error instanceof GrammarError)) throw error;
      throw this.say.malformed(error, isWritten ? text : undefined, at);
    }
  }

  private note(trace: Trace): void {
    for (const open of this.traces) open.add(trace);
  }

  private noteUse(use: VariableUse): void {
    for (const open of this.traces) open.addVariable(use);
  }

  private cycle(id: string): Error {
    return this.say.cycle([...this.busy.slice(Math.max(0, this.busy.indexOf(id))), id]);
  }
}

function isWhole(part: Part, text: string): boolean {
  return part.start === 0 && part.end === text.length;
}

function asWritten(type: string, params: readonly unknown[] | undefined, address: unknown): string {
  const list = params === undefined ? '' : `(${params.join(', ')})`;
  return `${type}${list}${address === undefined || address === null ? '' : `:${String(address)}`}`;
}

function withoutSpaces(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
