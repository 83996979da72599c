import { getContainerRuntimeClient } from 'testcontainers';

/** Tells at once when a container ends; testcontainers alone waits for its port or its health until a time is over. */
export class EndWatch {
  readonly #ended = Promise.withResolvers<never>();
  readonly #stop = new AbortController();

  /** Rejected with the exit code when the container ends. */
  get ended(): Promise<never> {
    return this.#ended.promise;
  }

  /** Begins; for `containerCreated` of a container's class. */
  async begin(containerId: string): Promise<void> {
    const client = await getContainerRuntimeClient();
    const options = { condition: 'next-exit', abortSignal: this.#stop.signal } as const;
    client.container
      .getById(containerId)
      .wait(options)
      .then(
        ({ StatusCode }: { StatusCode: number }) => this.#ended.reject(new Error(`it ended with code ${StatusCode}`)),
        () => undefined,
      );
  }

  stop(): void {
    this.#stop.abort();
  }
}
