import { StsError } from '../errors/index.js';
import { GrammarError, type Operand, type Part, parseVariables, type Source, type VariablePart } from './grammar.js';
import { childNode, defineKey, isContainer, type Node } from './nodes.js';
import type { VariableSource } from './source-context.js';
import { emptyTrace, type Trace, type VariableUse } from './trace.js';

/** Measured on osls 4.3: a value may be parsed anew this often, as a property's value and in an address. */
const PROPERTY_ROUNDS = 11;
const ADDRESS_ROUNDS = 10;
/** Far above what any option needs; YAML aliases can stand for billions of values in a few lines. */
const MAX_VALUES = 100_000;
/** An alias that holds itself has no bottom. */
const MAX_DEPTH = 100;

/** What a resolver works on. */
export interface ResolverInput {
  /** The configuration as read, variables and all. */
  configuration: unknown;
  /** The name of its file, for messages. */
  fileName: string;
  /** By type. What is not here is an error that names the type. */
  sources: Readonly<Record<string, VariableSource>>;
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
  /** Runs a question and tells what was looked at for it. */
  traced<T>(question: () => T): { answer: T; trace: Trace };
}

type Outcome = { node: Node; uses: VariableUse[] } | 'busy';

/** Makes a resolver; nothing is resolved before it is asked. */
export function createResolver(input: ResolverInput): Resolver {
  return new LazyResolver(input);
}

class LazyResolver implements Resolver {
  private readonly input: ResolverInput;
  private readonly done = new Map<string, Outcome>();
  private readonly busy: string[] = [];
  private traces: Trace[] = [];
  private copied = 0;

  constructor(input: ResolverInput) {
    this.input = input;
  }

  value(keys: readonly string[]): unknown {
    return this.follow(keys)?.raw;
  }

  whole(keys: readonly string[]): unknown {
    const node = this.follow(keys);
    return node === undefined ? undefined : this.deep(node, new Set());
  }

  traced<T>(question: () => T): { answer: T; trace: Trace } {
    const trace = emptyTrace();
    this.traces.push(trace);
    try {
      return { answer: question(), trace };
    } finally {
      this.traces = this.traces.filter((other) => other !== trace);
    }
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
      this.note(known.uses);
      return known.node;
    }
    this.done.set(key, 'busy');
    this.busy.push(node.id);
    try {
      const { answer, trace } = this.traced(() => this.expand(node.raw as string, node.id, PROPERTY_ROUNDS));
      this.done.set(key, { node: answer, uses: trace.variables });
      return answer;
    } catch (error) {
      this.done.delete(key);
      throw error;
    } finally {
      this.busy.pop();
    }
  }

  /** A copy of a node's value with everything inside it resolved; the node itself is resolved already. */
  private deep({ raw, id }: Node, above: Set<string>): unknown {
    if (++this.copied > MAX_VALUES || above.size > MAX_DEPTH) throw this.tooManyValues(id);
    if (!isContainer(raw)) return raw;
    if (above.has(id)) throw this.cycle(id);
    const within = new Set(above).add(id);
    const copy: object = Array.isArray(raw) ? [] : {};
    for (const key of Object.keys(raw)) {
      const child = childNode({ raw, id }, key);
      if (child !== undefined) defineKey(copy, key, this.deep(this.resolved(child), within));
    }
    return copy;
  }

  /** Replaces the variables in a text, and again in what comes out, as often as Serverless does. */
  private expand(text: string, at: string, rounds: number): Node {
    let pieces: string[] = [text];
    for (let round = 0; ; round++) {
      const whole = pieces.join('');
      const parts = this.parseEach(pieces, at);
      const [part] = parts;
      if (part === undefined) return { raw: whole, id: at };
      if (round >= rounds) throw this.tooManyRounds(text, at, rounds);
      if (pieces.length === 1 && parts.length === 1 && part.kind === 'variable' && isWhole(part, whole)) {
        const node = this.variable(part, at);
        if (typeof node.raw !== 'string') return node;
        pieces = [node.raw];
      } else {
        pieces = this.fill(whole, parts, at);
      }
    }
  }

  /** Each piece by itself, so that none becomes part of a variable with its neighbour; places are those in the whole. */
  private parseEach(pieces: readonly string[], at: string): Part[] {
    let from = 0;
    return pieces.flatMap((piece) => {
      const base = from;
      from += piece.length;
      return this.parse(piece, at).map((part) => ({ ...part, start: part.start + base, end: part.end + base }));
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
    throw new StsError({
      code: 'STS_VARIABLE_UNRESOLVED',
      message: `${part.text} in ${this.place(at)} stands inside a text, but its value is ${value === null ? 'null' : 'an object'}.`,
      hint: 'Give it an address that leads to a string, number or boolean.',
    });
  }

  private variable(part: VariablePart, at: string): Node {
    for (const [index, source] of part.sources.entries()) {
      if (source.kind === 'literal') {
        this.note([{ at, text: part.text, answeredBy: 'literal' }]);
        return { raw: source.value, id: `${at} ${part.text}#${index}` };
      }
      const answer = this.ask(source, part, at);
      if (answer !== undefined) return answer;
    }
    throw new StsError({
      code: 'STS_VARIABLE_UNRESOLVED',
      message: `${part.text} in ${this.place(at)} has no value: ${part.sources.map(describe).join(', ')} not found.`,
      hint: "Give it a value where it looks for one, or a fallback: ${…, 'value'}.",
    });
  }

  private ask(source: Source & { kind: 'source' }, part: VariablePart, at: string): Node | undefined {
    const answer = Object.hasOwn(this.input.sources, source.type) ? this.input.sources[source.type] : undefined;
    if (answer === undefined) throw this.unsupported(source.type, part, at);
    const params = source.params?.map((param) => this.operand(param, at));
    const address = source.address === undefined ? undefined : this.operand(source.address, at);
    // A text is not resolved here: what comes out of a source is parsed by `expand`, which counts how often.
    const found = answer(
      { type: source.type, params, address, at: this.place(at), text: part.text },
      { follow: (keys) => this.follow(keys), find: (keys, from) => this.find(keys, from), stage: () => this.input.stage() },
    );
    if (found === undefined || found.raw === null || found.raw === undefined) return undefined;
    const shown = [
      source.type,
      params === undefined ? '' : `(${params.join(', ')})`,
      address === undefined || address === null ? '' : `:${String(address)}`,
    ];
    this.note([{ at, text: part.text, answeredBy: shown.join('') }]);
    return found;
  }

  private operand(operand: Operand, at: string): unknown {
    if (operand.parts.length === 0) return operand.value;
    return this.deep(this.expand(String(operand.value), at, ADDRESS_ROUNDS), new Set());
  }

  private parse(text: string, at: string): Part[] {
    try {
      return parseVariables(text);
    } catch (error) {
      if (!(error instanceof GrammarError)) throw error;
      throw new StsError({
        code: 'STS_VARIABLE_INVALID',
        message: `The variable in ${this.place(at)} ${error.message}, at character ${error.index + 1} of ${JSON.stringify(clip(text))}.`,
        hint: "The form is ${source:address, 'fallback'}; text as a fallback stands in quotes.",
      });
    }
  }

  private note(uses: readonly VariableUse[]): void {
    for (const trace of this.traces) {
      for (const use of uses) {
        if (!trace.variables.some((known) => known.at === use.at && known.text === use.text)) trace.variables.push(use);
      }
    }
  }

  private place(at: string): string {
    return at === '' ? this.input.fileName : `${at} (${this.input.fileName})`;
  }

  private cycle(id: string): StsError {
    const way = [...this.busy.slice(Math.max(0, this.busy.indexOf(id))), id];
    return new StsError({
      code: 'STS_VARIABLE_CYCLE',
      message: `A variable depends on itself: ${way.join(' → ')} (${this.input.fileName}).`,
      hint: 'Break the circle: one of these keys needs a value of its own.',
    });
  }

  private unsupported(type: string, part: VariablePart, at: string): StsError {
    return new StsError({
      code: 'STS_VARIABLE_UNSUPPORTED',
      message: `${part.text} in ${this.place(at)} asks the source "${type}", which is not supported yet.`,
      hint: `Supported: ${Object.keys(this.input.sources).join(', ')}. To go on, name the role itself: STS_ROLE_ARN=arn:aws:iam::<account>:role/<name>.`,
    });
  }

  private tooManyValues(at: string): StsError {
    const [top = '', next] = at.split('.');
    return new StsError({
      code: 'STS_CONFIG_INVALID',
      message: `${this.place(next === undefined ? top : `${top}.${next}`)} holds more than ${MAX_VALUES} values, or nests deeper than ${MAX_DEPTH}.`,
      hint: 'Look for YAML aliases (*name) that multiply each other or hold themselves.',
    });
  }

  private tooManyRounds(text: string, at: string, rounds: number): StsError {
    return new StsError({
      code: 'STS_VARIABLE_INVALID',
      message: `${clip(text)} in ${this.place(at)} leads to variables more than ${rounds} times over.`,
      hint: 'Serverless gives up there too: shorten the chain.',
    });
  }
}

function isWhole(part: Part, text: string): boolean {
  return part.start === 0 && part.end === text.length;
}

function describe(source: Source): string {
  if (source.kind === 'literal') return JSON.stringify(source.value);
  const address = source.address?.value;
  return address === undefined || address === null ? source.type : `${source.type}:${String(address)}`;
}

function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
