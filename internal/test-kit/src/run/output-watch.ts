import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

type Wait = {
  readonly pattern: RegExp | string;
  readonly resolve: (match: string) => void;
  readonly reject: (error: Error) => void;
};

/** Output as it comes in, and those who wait for something in it. */
export class OutputWatch {
  readonly #decoder = new StringDecoder('utf8');
  readonly #waits: Wait[] = [];
  #raw = '';
  #seen = 0;
  #ended = false;

  /** All output so far, without ANSI sequences. */
  get text(): string {
    return stripVTControlCharacters(this.#raw);
  }

  push(chunk: Buffer): void {
    this.#raw += this.#decoder.write(chunk);
    this.#look();
  }

  end(): void {
    this.#ended = true;
    this.#look();
    for (const wait of this.#waits.splice(0)) wait.reject(this.#missing(wait.pattern, 'the process ended'));
  }

  waitFor(pattern: RegExp | string, timeoutMs: number): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const wait: Wait = { pattern, resolve, reject };
    const deadline = setTimeout(() => {
      this.#waits.splice(this.#waits.indexOf(wait), 1);
      reject(this.#missing(pattern, `${timeoutMs} ms went by`));
    }, timeoutMs);
    this.#waits.push(wait);
    this.#look();
    if (this.#ended) this.end();
    return promise.finally(() => clearTimeout(deadline));
  }

  /** Waits are served in the order in which they were made, each behind the match of the one before. */
  #look(): void {
    for (let wait = this.#waits[0]; wait !== undefined; wait = this.#waits[0]) {
      const match = find(this.text.slice(this.#seen), wait.pattern);
      if (match === undefined) return;
      this.#seen += match.end;
      this.#waits.shift();
      wait.resolve(match.text);
    }
  }

  #missing(pattern: RegExp | string, why: string): Error {
    return new Error(`${why} before ${String(pattern)} was in the output:\n${this.text}`);
  }
}

function find(text: string, pattern: RegExp | string): { text: string; end: number } | undefined {
  if (typeof pattern === 'string') {
    const at = text.indexOf(pattern);
    return at < 0 ? undefined : { text: pattern, end: at + pattern.length };
  }
  // Without the flags that would carry a position from one look to the next.
  const match = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, '')).exec(text);
  return match === null ? undefined : { text: match[0], end: match.index + match[0].length };
}
