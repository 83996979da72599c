import type { IssuedCredentials } from './accounts/issue-credentials.js';
import { Directory } from './accounts/directory.js';
import { FaultQueue } from './faults/fault-queue.js';
import { TokenBucket } from './faults/token-bucket.js';
import { CallLog } from './log/call-log.js';

/** All that an endpoint knows. */
export class EndpointState {
  readonly directory: Directory = new Directory();
  readonly log: CallLog = new CallLog();
  readonly faults: FaultQueue = new FaultQueue();
  readonly issued: IssuedCredentials[] = [];
  readonly bucket: TokenBucket;
  explainDenials = false;
  clockOffsetMs = 0;
  lifetimeSeconds: number | undefined;
  readonly #now: () => number;

  constructor(now: () => number, lifetimeSeconds: number | undefined) {
    this.#now = now;
    this.bucket = new TokenBucket(now);
    this.lifetimeSeconds = lifetimeSeconds;
  }

  /** The server's clock. */
  nowMs(): number {
    return this.#now() + this.clockOffsetMs;
  }

  /** Forgets calls, issued credentials, faults, the wrong clock and what was taken of a quota. All else stays as it is. */
  reset(): void {
    this.log.clear();
    this.issued.length = 0;
    this.faults.clear();
    this.clockOffsetMs = 0;
    this.bucket.fill();
  }
}
