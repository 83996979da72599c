import type { Caller } from '../accounts/caller.js';
import type { EndpointState } from '../state.js';

/** A call that needs no signature. */
export type UnsignedRequest = {
  readonly state: EndpointState;
  readonly params: URLSearchParams;
  readonly nowMs: number;
  /** A fault: the role that the answer is for instead. */
  readonly answeredRoleArn: string | undefined;
};

/** A call whose signature was found right. */
export type ActionRequest = UnsignedRequest & {
  readonly caller: Caller;
  readonly region: string;
};
