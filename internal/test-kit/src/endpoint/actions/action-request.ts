import type { Caller } from '../accounts/caller.js';
import type { EndpointState } from '../state.js';

/** A call whose signature was found right. */
export type ActionRequest = {
  readonly state: EndpointState;
  readonly caller: Caller;
  readonly params: URLSearchParams;
  readonly region: string;
  readonly nowMs: number;
  /** A fault: the role that AssumeRole answers for instead. */
  readonly answeredRoleArn: string | undefined;
};
