import diagnostics from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

/** Counts the HTTP requests that this process is answering. */
export class InFlight {
  private count = 0;
  private waiting: (() => void)[] = [];

  constructor() {
    diagnostics.subscribe('http.server.request.start', (message) => {
      const { response } = message as { response: ServerResponse };
      this.count += 1;
      // Comes also where the client is gone before the answer.
      response.once('close', () => this.leave());
    });
  }

  /** Resolves when no request is being answered, or when the time is up. */
  async idle(timeoutMs: number): Promise<void> {
    if (this.count === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      timer.unref();
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private leave(): void {
    this.count -= 1;
    if (this.count > 0) return;
    const { waiting } = this;
    this.waiting = [];
    for (const go of waiting) go();
  }
}
