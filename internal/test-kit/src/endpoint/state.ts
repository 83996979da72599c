import type { IssuedCredentials } from './accounts/issue-credentials.js';
import { Directory } from './accounts/directory.js';
import { FaultQueue } from './faults/fault-queue.js';
import { CallLog } from './log/call-log.js';

/** All that an endpoint knows. */
export class EndpointState {
  readonly directory: Directory = new Directory();
  readonly log: CallLog = new CallLog();
  readonly faults: FaultQueue = new FaultQueue();
  readonly issued: IssuedCredentials[] = [];
  clockOffsetMs = 0;
  lifetimeSeconds: number | undefined;
  readonly #now: () => number;

  constructor(now: () => number, lifetimeSeconds: number | undefined) {
    this.#now = now;
    this.lifetimeSeconds = lifetimeSeconds;
  }

  /** The server's clock. */
  nowMs(): number {
    return this.#now() + this.clockOffsetMs;
  }

  /** Forgets calls, issued credentials, faults and the wrong clock. Users, roles and keys stay as they are. */
  reset(): void {
    this.log.clear();
    this.issued.length = 0;
    this.faults.clear();
    this.clockOffsetMs = 0;
  }
}
