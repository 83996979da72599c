import type { FaultSpec } from '../faults/fault-spec.js';

/** One call, as the endpoint saw it. Holds no secret, no token and no MFA code. */
export type StsCall = {
  /** `x-amzn-RequestId` of the answer. */
  readonly requestId: string;
  /** Empty when the request named none. */
  readonly action: string;
  /** Parameters as they were sent, without `Action` and `Version`. */
  readonly params: Readonly<Record<string, string>>;
  readonly accessKeyId: string | undefined;
  /** Region of the signature's scope. */
  readonly region: string | undefined;
  readonly userAgent: string | undefined;
  /** When it came in, by the real clock whatever the endpoint's own says. */
  readonly at: Date;
  /** When it was over, by an answer, a cut, or the client's going away. */
  readonly endedAt: Date | undefined;
  /** `abandoned`: the client went away before there was an answer. */
  readonly state: 'received' | 'answered' | 'cut' | 'abandoned';
  /** Once the signature was found right. */
  readonly callerArn: string | undefined;
  /** HTTP status of the answer. */
  readonly status: number | undefined;
  /** Whether the action was done. */
  readonly authorized: boolean;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  /** Why, in words that AWS would not tell. */
  readonly because: string | undefined;
  /** The fault that it met. */
  readonly fault: FaultSpec['kind'] | undefined;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** What the endpoint writes into while the call goes on. */
export type OpenCall = Mutable<StsCall>;

type Stage = 'received' | 'ended';
type Wait = {
  readonly stage: Stage;
  readonly action: string | undefined;
  readonly count: number;
  readonly resolve: (call: StsCall) => void;
  readonly reject: (error: Error) => void;
};

/** Calls in the order in which they came in, and those who wait for one. */
export class CallLog {
  #calls: OpenCall[] = [];
  #waits: Wait[] = [];
  #closed = false;

  get calls(): readonly StsCall[] {
    return this.#calls.map((call) => ({ ...call }));
  }

  count(action?: string): number {
    return this.#find('received', action).length;
  }

  open(call: StsCall): OpenCall {
    const open = { ...call };
    this.#calls.push(open);
    this.#serve();
    return open;
  }

  end(call: OpenCall, state: 'answered' | 'cut' | 'abandoned', at: Date): void {
    if (call.state !== 'received') return;
    call.state = state;
    call.endedAt = at;
    this.#serve();
  }

  /** Resolves with the n-th call at this stage, at once when it is there already. */
  waitFor(stage: Stage, action: string | undefined, count: number): Promise<StsCall> {
    const { promise, resolve, reject } = Promise.withResolvers<StsCall>();
    this.#waits.push({ stage, action, count, resolve, reject });
    this.#serve();
    if (this.#closed) this.close();
    return promise;
  }

  clear(): void {
    this.#calls = [];
  }

  /** No call will come any more: whoever waits for one, now or later, is told so. */
  close(): void {
    this.#closed = true;
    const waits = this.#waits;
    this.#waits = [];
    for (const { stage, action, count, reject } of waits) {
      reject(new Error(`the endpoint was closed before call ${count} of ${action ?? 'any action'} was ${stage}`));
    }
  }

  #serve(): void {
    this.#waits = this.#waits.filter((wait) => {
      const call = this.#find(wait.stage, wait.action)[wait.count - 1];
      if (call === undefined) return true;
      wait.resolve({ ...call });
      return false;
    });
  }

  #find(stage: Stage, action: string | undefined): OpenCall[] {
    return this.#calls.filter(
      (call) => (action === undefined || call.action === action) && (stage === 'received' || call.endedAt !== undefined),
    );
  }
}
