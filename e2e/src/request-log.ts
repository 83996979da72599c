import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type EmulatorName, images } from '../scripts/lib/images.mjs';
import { type Denial, type LoggedRequest, parseDenial, parseLoggedRequest } from './logged-request.js';

const FENCE_LIMIT_MS = 20_000;
const KEPT_LINES = 40;

/** A position in the request log, valid for every reader of the same container. */
export type Mark = number;

/**
 * Follows a container's log and knows the requests that it tells of. Every question first sends a request that can be
 * recognised (a fence) and waits for its line: the emulators log a request before they answer, so all requests that were
 * answered before the question stand above it.
 */
export class RequestLog {
  readonly #name: EmulatorName;
  readonly #url: string;
  readonly #stream: Readable;
  readonly #requests: LoggedRequest[] = [];
  readonly #denials: { mark: Mark; denial: Denial }[] = [];
  readonly #lastLines: string[] = [];
  readonly #fences = new Map<string, (error?: Error) => void>();
  #ended = false;

  /** `stream`: the log from the container's start on, following. */
  constructor({ name, url }: { name: EmulatorName; url: string }, stream: Readable) {
    this.#name = name;
    this.#url = url;
    this.#stream = stream;
    // Destroying a stream that is being read may end it with an error, which says nothing.
    stream.on('error', () => undefined);
    createInterface({ input: stream })
      .on('line', (line) => this.#take(line))
      .on('close', () => this.#end());
  }

  /** All requests that were answered up to now. */
  async requests(): Promise<LoggedRequest[]> {
    await this.#fence();
    return [...this.#requests];
  }

  /** The position behind all requests that were answered up to now. */
  async mark(): Promise<Mark> {
    await this.#fence();
    return this.#requests.length;
  }

  /** The requests that were answered since `mark`. */
  async since(mark: Mark): Promise<LoggedRequest[]> {
    return (await this.requests()).slice(mark);
  }

  /** The denials of requests that were answered since `mark`. */
  async denialsSince(mark: Mark): Promise<Denial[]> {
    await this.#fence();
    return this.#denials.filter((entry) => entry.mark >= mark).map(({ denial }) => denial);
  }

  close(): void {
    this.#stream.destroy();
  }

  #take(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
    const request = parseLoggedRequest(line);
    if (request !== undefined) this.#requests.push(request);
    const denial = parseDenial(line);
    if (denial !== undefined) this.#denials.push({ mark: this.#requests.length, denial });
    for (const [path, passed] of this.#fences) if (line.includes(` ${path} => `)) passed();
  }

  #end(): void {
    this.#ended = true;
    for (const passed of this.#fences.values()) passed(this.#problem('its log has ended'));
  }

  async #fence(): Promise<void> {
    if (this.#ended) throw this.#problem('its log has ended');
    // Below this path no service is looked for; what is not known there is answered with 404 and logged.
    const path = images[this.#name].healthPath.replace(/[^/]+$/, `e2e-fence-${randomUUID()}`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(this.#problem(`${path} did not come up in its log`)), FENCE_LIMIT_MS);
    this.#fences.set(path, (error) => (error === undefined ? resolve() : reject(error)));
    try {
      await Promise.all([promise, this.#send(path)]);
    } finally {
      clearTimeout(timer);
      this.#fences.delete(path);
    }
  }

  async #send(path: string): Promise<void> {
    try {
      const response = await fetch(this.#url + path, { signal: AbortSignal.timeout(FENCE_LIMIT_MS) });
      await response.arrayBuffer();
    } catch (cause) {
      throw this.#problem('it does not answer', cause);
    }
  }

  #problem(what: string, cause?: unknown): Error {
    const lines = this.#lastLines.map((line) => `    ${line}`).join('\n');
    return new Error(`${images[this.#name].title} at ${this.#url}: ${what}. The last lines of its log:\n\n${lines}`, { cause });
  }
}
