/** How many calls are answered before Throttling. */
export type Quota = {
  readonly requestsPerSecond: number;
  /** Calls that may come at once after a rest; default: those of one second. */
  readonly burst?: number;
};

/** A token bucket: it is full at first, each call takes one, and time puts them back. */
export class TokenBucket {
  readonly #now: () => number;
  #quota: Quota | undefined;
  #tokens = 0;
  #filledAtMs = 0;

  /** `now`: milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get quota(): Quota | undefined {
    return this.#quota;
  }

  /** Another quota begins with a full bucket; `undefined` lets everything through. Throws a `TypeError` for one that is none. */
  set quota(quota: Quota | undefined) {
    if (quota !== undefined && !(quota.requestsPerSecond > 0 && most(quota) >= 1)) {
      throw new TypeError(`a quota is above 0 requests a second, with a burst of 1 or more: ${JSON.stringify(quota)}`);
    }
    this.#quota = quota;
    this.fill();
  }

  /** Forgets what was taken. */
  fill(): void {
    this.#tokens = this.#quota === undefined ? 0 : most(this.#quota);
    this.#filledAtMs = this.#now();
  }

  /** Whether there is a token for this call. */
  take(): boolean {
    if (this.#quota === undefined) return true;
    const nowMs = this.#now();
    const since = Math.max(0, nowMs - this.#filledAtMs) / 1000;
    this.#tokens = Math.min(most(this.#quota), this.#tokens + since * this.#quota.requestsPerSecond);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

function most({ requestsPerSecond, burst }: Quota): number {
  return burst ?? Math.max(1, requestsPerSecond);
}
