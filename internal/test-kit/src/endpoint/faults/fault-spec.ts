/** Which calls a fault meets, and how often. */
export type FaultScope = {
  /** `AssumeRole`, `AssumeRoleWithWebIdentity`, `GetCallerIdentity`, `GetSessionToken`; default: any. */
  readonly action?: string;
  /** Region that the call is signed for; default: any. */
  readonly region?: string;
  /** `RoleArn` of the call; default: any. */
  readonly roleArn?: string;
  /** Calls that are let through first; default 0. */
  readonly after?: number;
  /** Calls that it meets; default 1. */
  readonly times?: number | 'always';
  /** Milliseconds before anything happens to the call. Every kind of fault may have it. */
  readonly latencyMs?: number;
};

/** What goes wrong. */
export type FaultEffect =
  /** Nothing but `latencyMs`. */
  | { readonly kind: 'latency'; readonly latencyMs: number }
  /** `Throttling`, 400, "Rate exceeded". */
  | { readonly kind: 'throttling' }
  /** `InternalFailure`, 500. */
  | { readonly kind: 'internal-failure' }
  /** `ServiceUnavailable`, 503. */
  | { readonly kind: 'service-unavailable' }
  /** `RegionDisabledException`, 403. */
  | { readonly kind: 'region-disabled' }
  /** An error of any other name. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly status: number }
  /** The connection is cut before anything is done. */
  | { readonly kind: 'cut' }
  /** The call is done, and the connection is cut in the middle of the answer. */
  | { readonly kind: 'cut-midway' }
  /** A proxy's page instead of an answer; `status` defaults to 200. */
  | { readonly kind: 'html'; readonly status?: number }
  /** Nothing instead of an answer; `status` defaults to 200. */
  | { readonly kind: 'empty'; readonly status?: number }
  /** No answer, ever. */
  | { readonly kind: 'silent' }
  /** No answer before `release()` is called on the fault, or the faults are cleared. */
  | { readonly kind: 'hold' }
  /** AssumeRole and AssumeRoleWithWebIdentity answer for this role, whatever was asked for. */
  | { readonly kind: 'wrong-role'; readonly answeredRoleArn: string }
  /** The server's clock is wrong for this call (`clockOffsetMs` makes it wrong for all). */
  | { readonly kind: 'clock'; readonly offsetMs: number };

/** Something that goes wrong on demand. */
export type FaultSpec = FaultScope & FaultEffect;

const KINDS = new Set<string>([
  'latency',
  'throttling',
  'internal-failure',
  'service-unavailable',
  'region-disabled',
  'error',
  'cut',
  'cut-midway',
  'html',
  'empty',
  'silent',
  'hold',
  'wrong-role',
  'clock',
] satisfies FaultSpec['kind'][]);

/** Refuses a kind that there is not: a fault that never happens would make a test prove nothing. */
export function checkFault(spec: FaultSpec): FaultSpec {
  if (!KINDS.has(spec.kind)) throw new TypeError(`no such kind of fault: ${JSON.stringify(spec.kind)}`);
  return spec;
}
