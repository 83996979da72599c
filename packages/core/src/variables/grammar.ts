/**
 * The grammar of Serverless variables, `${type(params):address, fallback, …}`, as text to data. Measured against
 * osls 4.3: where this reader and Serverless differ, this reader is wrong.
 */

/** One `${…}`, or an escape, in a text. `end` is exclusive. */
export type Part = VariablePart | EscapePart;

/** A variable: its sources are tried in order. */
export interface VariablePart {
  kind: 'variable';
  start: number;
  end: number;
  /** As written. */
  text: string;
  sources: Source[];
}

/** A backslash escape, which stands for `value`. */
interface EscapePart {
  kind: 'escape';
  start: number;
  end: number;
  value: string;
}

/** `type(params):address`, or a literal, which can only come last. */
export type Source =
  | { kind: 'source'; type: string; params: Operand[] | undefined; address: Operand | undefined }
  | { kind: 'literal'; value: unknown };

/** An address or a parameter: a value, with the variables in it if it is a text that has any. */
export interface Operand {
  value: unknown;
  parts: Part[];
}

/** A `${…}` that is not well-formed; `index` is the place in the text. */
export class GrammarError extends Error {
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.name = 'GrammarError';
    this.index = index;
  }
}

/** Nobody nests this deep; without a bound a hostile text would exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * The variables and escapes of a text, in order. What looks like a variable and is none (`${AWS::Region}`, `${Foo}`)
 * is left out, but variables inside it count.
 * @throws {GrammarError}
 */
export function parseVariables(text: string): Part[] {
  return text.includes('${') ? new Reader(text).readAll() : [];
}

const TYPE_START = /[a-z]/;
const WORD = /[a-zA-Z0-9.-]/;
const TYPE = /^[a-z][a-zA-Z0-9]*$/;

class Reader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  readAll(): Part[] {
    const parts: Part[] = [];
    while (this.at < this.text.length) {
      const char = this.text[this.at];
      if (char === '\\') this.readBackslashes(parts);
      else if (char === '$') this.readDollar(parts, false);
      else this.at++;
    }
    return parts;
  }

  /** Before `${`, two backslashes stand for one, and an odd one takes the variable's meaning away. */
  private readBackslashes(parts: Part[]): void {
    const start = this.at;
    while (this.text[this.at] === '\\') this.at++;
    const count = this.at - start;
    if (!this.text.startsWith('${', this.at)) {
      // An escaped dollar opens nothing, even before another one.
      if (count % 2 === 1 && this.peek() === '$') {
        this.at++;
        if (this.peek() !== '$' && this.peek() !== '\\') this.at++;
      }
      return;
    }
    const value = '\\'.repeat(Math.floor(count / 2));
    if (count % 2 === 1) {
      parts.push({ kind: 'escape', start, end: this.at + 1, value: `${value}$` });
      this.at += 1;
    } else {
      parts.push({ kind: 'escape', start, end: this.at, value });
    }
  }

  /** At a `$`: a run of them before `{` belongs to the variable. What follows a lone `$` is skipped with it. */
  private readDollar(parts: Part[], nested: boolean): void {
    const start = this.at;
    while (this.text[this.at] === '$') this.at++;
    if (this.text[this.at] !== '{') {
      this.at++;
      return;
    }
    this.at++;
    if (++this.depth > MAX_DEPTH) throw new GrammarError('nests too deep', start);
    const sources = this.readSources(parts, nested, start);
    this.depth--;
    if (sources !== undefined) {
      parts.push({ kind: 'variable', start, end: this.at, text: this.text.slice(start, this.at), sources });
    }
  }

  /** The inside of `${…}` up to its `}`; `undefined` for what is no Serverless variable. */
  private readSources(parts: Part[], nested: boolean, start: number): Source[] | undefined {
    const sourceStart = this.at;
    if (!TYPE_START.test(this.peek())) return this.readForeign(parts, nested, 'has no type');
    while (WORD.test(this.peek())) this.at++;
    const type = this.text.slice(sourceStart, this.at);
    if (this.peek() === ':' && !nested && this.isDoubleColon()) return this.readForeign(parts, nested, '');
    if (this.peek() !== ':' && this.peek() !== '(') {
      // `${env` at the end of the text is not a variable yet, so it is no fault either.
      if (this.at >= this.text.length) return undefined;
      return this.readForeign(parts, nested, 'has no type');
    }
    const sources: Source[] = [this.readSource(type)];
    while (this.take() === ',') sources.push(this.readFallback());
    if (this.text[this.at - 1] !== '}') throw new GrammarError(`has no closing bracket`, start);
    return sources;
  }

  private isDoubleColon(): boolean {
    return /^: *:/.test(this.text.slice(this.at));
  }

  /** `${AWS::Region}` and the like belong to somebody else; variables within them are ours. */
  private readForeign(parts: Part[], nested: boolean, complaint: string): undefined {
    if (nested) throw new GrammarError(complaint, this.at);
    while (this.at < this.text.length) {
      const char = this.text[this.at];
      if (char === '$') {
        this.readDollar(parts, false);
        continue;
      }
      this.at++;
      if (char === '}') return undefined;
    }
    return undefined;
  }

  /** After the type, at `:` or `(`; stops before the `,` or `}` that ends it. */
  private readSource(type: string): Source {
    let params: Operand[] | undefined;
    if (this.peek() === '(') {
      this.at++;
      params = this.readParams();
      this.skipSpaces();
      if (this.peek() !== ':') {
        if (this.at >= this.text.length) throw new GrammarError('has no closing bracket', this.at);
        if (this.peek() !== ',' && this.peek() !== '}') throw new GrammarError('has something odd after its parameters', this.at);
        return { kind: 'source', type, params, address: undefined };
      }
    }
    this.at++;
    this.skipSpaces();
    return { kind: 'source', type, params, address: this.readAddress() };
  }

  private readAddress(): Operand | undefined {
    const char = this.peek();
    if (char === '}' || char === ',') return undefined;
    if (char === ':') throw new GrammarError('has an address that begins with a colon', this.at);
    if (char === '"' || char === "'") {
      const value = this.readQuoted();
      this.skipSpaces();
      if (this.peek() !== '}' && this.peek() !== ',') throw new GrammarError('has something odd after its address', this.at);
      return { value, parts: [] };
    }
    return this.readBare([',', '}'], false);
  }

  private readParams(): Operand[] {
    const params: Operand[] = [];
    for (;;) {
      this.skipSpaces();
      const char = this.peek();
      if (char === ')') {
        this.at++;
        return params;
      }
      if (char === ',') {
        this.at++;
        params.push({ value: null, parts: [] });
        continue;
      }
      if (char === '}' || char === '') throw new GrammarError('has a parameter list that does not end', this.at);
      params.push(...this.readParam(char));
      const end = this.take();
      if (end === ')') return params;
      if (end !== ',') throw new GrammarError('has a parameter that does not end', this.at - 1);
    }
  }

  private readParam(char: string): Operand[] {
    if (char === '"' || char === "'") {
      const value = this.readQuoted();
      this.skipSpaces();
      return [{ value, parts: [] }];
    }
    const operand = this.readBare([',', ')'], true);
    if (operand.parts.length > 0) return [operand];
    const text = String(operand.value ?? '');
    if (text === '' && this.peek() === ')') return [];
    const value = literal(text) ?? (text === 'null' ? null : text);
    // As in Serverless: an unquoted `0` or `false` is no value.
    return [{ value: value || null, parts: [] }];
  }

  /** Text up to one of the ends, which is not taken, with the variables in it. */
  private readBare(ends: readonly string[], isParam: boolean): Operand {
    const start = this.at;
    const parts: Part[] = [];
    for (;;) {
      const char = this.peek();
      if (char === '') throw new GrammarError('has no closing bracket', start);
      if (ends.includes(char)) break;
      if (isParam && char === '}') throw new GrammarError('has a parameter that does not end', start);
      if (char === '$') this.readDollar(parts, true);
      else this.at++;
    }
    const value = this.text.slice(start, this.at).trim();
    // As in Serverless: where a new line was trimmed off, the places are still those with it.
    const shifted = parts.map((part) => ({ ...part, start: part.start - start, end: part.end - start }));
    return { value: value === '' ? null : value, parts: shifted };
  }

  /** After a `,`: a literal, which must be the last, or another source. */
  private readFallback(): Source {
    this.skipSpaces();
    const char = this.peek();
    if (char === '"' || char === "'") {
      const value = this.readQuoted();
      this.skipSpaces();
      if (this.peek() !== '}') throw new GrammarError('has something after its literal', this.at);
      return { kind: 'literal', value };
    }
    const start = this.at;
    if (!WORD.test(char)) throw new GrammarError('has a fallback that is neither a literal nor a source', start);
    while (WORD.test(this.peek()) || this.peek() === ' ') this.at++;
    const word = this.text.slice(start, this.at);
    if (this.peek() === ':' || this.peek() === '(') {
      if (!TYPE.test(word)) throw new GrammarError('has a fallback that is neither a literal nor a source', start);
      return this.readSource(word);
    }
    const value = literal(word.trim());
    if (this.peek() !== '}' || (value === undefined && word.trim() !== 'null')) {
      throw new GrammarError('has a fallback that is neither a literal nor a source (quote it if it is text)', start);
    }
    return { kind: 'literal', value: value ?? null };
  }

  private readQuoted(): string {
    const start = this.at;
    const quote = this.take();
    for (;;) {
      const char = this.take();
      if (char === '') throw new GrammarError('has a string that does not end', start);
      if (char === quote) break;
      if (char === '\\' && quote === '"') this.at++;
    }
    const raw = this.text.slice(start, this.at);
    if (quote === "'") return raw.slice(1, -1);
    try {
      return JSON.parse(raw) as string;
    } catch {
      throw new GrammarError(`has a string with a wrong escape`, start);
    }
  }

  private skipSpaces(): void {
    while (this.peek() === ' ') this.at++;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private take(): string {
    const char = this.peek();
    this.at++;
    return char;
  }
}

/** `true`, `false` or a number; `undefined` for any other word, `null` among them. */
function literal(word: string): boolean | number | undefined {
  if (word === 'true') return true;
  if (word === 'false') return false;
  return word.trim() !== '' && !Number.isNaN(Number(word)) ? Number(word) : undefined;
}
