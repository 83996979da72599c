/** An endpoint with a quota: a bucket of tokens for one second, which fills up as fast as the quota says. */
export class ThrottledEndpoint {
  #clock;
  #quota;
  #tokens;
  #filledAt = 0;
  /** Requests that came in, by the second: answered and throttled. */
  seconds = [];

  constructor(clock, quota) {
    this.#clock = clock;
    this.#quota = quota;
    this.#tokens = quota;
  }

  /** One request. @throws `Throttling`, as the SDK has it from STS */
  ask() {
    const second = (this.seconds[Math.floor(this.#clock.now / 1000)] ??= { answered: 0, throttled: 0 });
    this.#tokens = Math.min(this.#quota, this.#tokens + ((this.#clock.now - this.#filledAt) / 1000) * this.#quota);
    this.#filledAt = this.#clock.now;
    if (this.#tokens < 1) {
      second.throttled++;
      throw Object.assign(new Error('Rate exceeded'), { name: 'Throttling', $metadata: { httpStatusCode: 400 } });
    }
    this.#tokens -= 1;
    second.answered++;
  }
}
