import type { STSClientConfig } from '@aws-sdk/client-sts';
import { timers } from '../loading/index.js';
import { delayFor, type Reason } from './delay.js';

type SdkStrategy = Extract<NonNullable<STSClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>;
type SdkToken = Awaited<ReturnType<SdkStrategy['acquireInitialRetryToken']>>;
type SdkErrorInfo = Parameters<SdkStrategy['refreshRetryTokenForRetry']>[1];

/** Attempts that may end broken, as the SDK has it. */
const BROKEN_ATTEMPTS = 3;
/** Less than this is no time for another attempt: milliseconds. */
const ATTEMPT_MS = 250;

/** The time for a whole of which a call is a part. */
export interface TimeLimit {
  /** Ends what goes on when the time is up. */
  signal: AbortSignal;
  /** Milliseconds until then. */
  timeLeft: () => number;
}

/** What is not as in production: in tests and in the simulation of a fleet. */
interface Substitutes {
  /** From 0 up to 1; default `Math.random`. */
  random?: () => number;
  /** Waits so many milliseconds, or rejects when the signal ends the wait. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

interface Token extends SdkToken {
  failed: Record<Reason, number>;
}

/**
 * How one call is tried again, for the SDK's clients (`retryStrategy`). Throttling: until the time for the whole is up, in
 * wide windows with full jitter. Faults of the network, failures of the service and a clock that the SDK has just set
 * right: three attempts, quickly. All else is an answer. No wait goes on when the time is up, and none begins that would
 * leave no time for an attempt: the call then ends with what the service said last.
 * @internal
 */
export class RetryStrategy implements SdkStrategy {
  private readonly limit: TimeLimit;
  private readonly random: () => number;
  private readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  private throttling: unknown;

  constructor(limit: TimeLimit, { random = Math.random, sleep = wait }: Substitutes = {}) {
    this.limit = limit;
    this.random = random;
    this.sleep = sleep;
  }

  async acquireInitialRetryToken(): Promise<SdkToken> {
    return token({ throttled: 0, broken: 0 }, 0);
  }

  /** Waits, then allows another attempt; throws when there is to be none: the SDK's client then throws the call's own error. */
  async refreshRetryTokenForRetry(last: SdkToken, info: SdkErrorInfo): Promise<SdkToken> {
    const reason = reasonOf(info);
    // A call that was given up fails too, and that is no answer.
    if (!this.limit.signal.aborted) this.throttling = reason === 'throttled' ? info.error : undefined;
    const { failed } = last as Token;
    const roomMs = this.limit.timeLeft() - ATTEMPT_MS;
    const another = reason === 'throttled' || (reason === 'broken' && failed.broken + 1 < BROKEN_ATTEMPTS);
    if (!another || roomMs <= 0) throw new Error('No further attempt');
    const hintMs = (info.retryAfterHint?.getTime() ?? 0) - Date.now();
    const delayMs = delayFor(reason, { before: failed[reason], hintMs, roomMs, random: this.random() });
    await this.sleep(delayMs, this.limit.signal);
    return token({ ...failed, [reason]: failed[reason] + 1 }, delayMs);
  }

  recordSuccess(): void {
    this.throttling = undefined;
  }

  /** For the clients of before 2022 that a project may bring: they know nothing of the rest, and make one attempt. */
  retry<Args, Result>(next: (args: Args) => Promise<Result>, args: Args): Promise<Result> {
    return next(args);
  }

  /** What a call failed with: where its time was up after the service had asked for patience, that rather than the end. */
  lastWord(error: unknown): unknown {
    return this.limit.signal.aborted ? (this.throttling ?? error) : error;
  }
}

/** The waiting is done by then, by a timer that ends with the signal: the SDK's own would keep the process alive. */
function token(failed: Token['failed'], acquisitionDelay: number): Token {
  return {
    failed,
    getRetryCount: () => failed.throttled + failed.broken,
    getRetryDelay: () => 0,
    $retryLog: { acquisitionDelay },
  };
}

function reasonOf({ errorType }: SdkErrorInfo): Reason | undefined {
  if (errorType === 'THROTTLING') return 'throttled';
  return errorType === 'CLIENT_ERROR' ? undefined : 'broken';
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return timers().setTimeout(ms, undefined, { signal });
}
