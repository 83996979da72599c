import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseRoleArn } from '../accounts/arn.js';
import { authenticate } from '../accounts/authenticate.js';
import { findAction } from '../actions/find-action.js';
import { parameter } from '../actions/parameters.js';
import type { FaultSpec } from '../faults/fault-spec.js';
import type { MetFault } from '../faults/fault-queue.js';
import type { OpenCall } from '../log/call-log.js';
import { peekAuthorization } from '../signature/authorization.js';
import type { EndpointState } from '../state.js';
import { internalFailure, regionDisabled, serviceUnavailable, throttled, WireError } from '../wire/sts-errors.js';
import { errorXml, resultXml, type XmlElements } from '../wire/xml.js';
import { loggedParams } from './logged-params.js';
import { header, queryParameters, type Received } from './received.js';
import { cut, cutMidway, send, type Answer } from './send.js';

/** Answers one call to STS: logs it, lets it meet its fault, authenticates, acts. */
export async function answerCall(
  state: EndpointState,
  received: Received,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const params = queryParameters(received);
  const call = openCall(state, received, params);
  const withinQuota = state.bucket.take();
  const gone = new AbortController();
  response.once('close', () => {
    state.log.end(call, 'abandoned', new Date());
    gone.abort();
  });

  const { action, region } = call;
  const fault = state.faults.take({ action, region, roleArn: parameter(params, 'RoleArn') });
  call.fault = fault?.spec.kind;
  if (fault !== undefined && !(await letThrough(fault, gone.signal))) return;
  const effect = fault?.spec;
  if (effect?.kind === 'cut') {
    state.log.end(call, 'cut', new Date());
    return cut(request);
  }

  const nowMs = state.nowMs() + (effect?.kind === 'clock' ? effect.offsetMs : 0);
  const answer = replacement(effect) ?? act(state, received, params, call, effect, nowMs, withinQuota);
  call.status = answer.status;
  if (effect?.kind === 'cut-midway') {
    state.log.end(call, 'cut', new Date());
    return cutMidway(request, response, answer, nowMs);
  }
  // Before it goes out: who has the answer can rely on the log.
  state.log.end(call, 'answered', new Date());
  send(response, answer, nowMs);
}

function openCall(state: EndpointState, received: Received, params: URLSearchParams): OpenCall {
  const { accessKeyId, region } = peekAuthorization(received);
  return state.log.open({
    requestId: randomUUID(),
    action: parameter(params, 'Action') ?? '',
    params: loggedParams(params),
    accessKeyId,
    region,
    userAgent: header(received, 'user-agent'),
    at: new Date(),
    endedAt: undefined,
    state: 'received',
    callerArn: undefined,
    status: undefined,
    authorized: false,
    errorCode: undefined,
    errorMessage: undefined,
    because: undefined,
    fault: undefined,
  });
}

/** Waits as long as the fault says. `false`: there is nobody to answer any more, or never will be an answer. */
async function letThrough({ spec, released }: MetFault, gone: AbortSignal): Promise<boolean> {
  if (spec.latencyMs !== undefined) await delay(spec.latencyMs, undefined, { signal: gone }).catch(() => {});
  if (spec.kind === 'hold') await released;
  return spec.kind !== 'silent' && !gone.aborted;
}

/** What is sent instead of an answer of STS. */
function replacement(fault: FaultSpec | undefined): Answer | undefined {
  if (fault?.kind === 'empty') return { status: fault.status ?? 200, type: undefined, body: '', requestId: undefined };
  if (fault?.kind !== 'html') return undefined;
  const body = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in to the network.</body></html>\n';
  return { status: fault.status ?? 200, type: 'text/html', body, requestId: undefined };
}

function act(
  state: EndpointState,
  received: Received,
  params: URLSearchParams,
  call: OpenCall,
  fault: FaultSpec | undefined,
  nowMs: number,
  withinQuota: boolean,
): Answer {
  const { requestId } = call;
  try {
    const early = errorOf(fault);
    if (early !== undefined) throw early;
    if (!withinQuota) throw throttled();
    const action = findAction(params);
    const answeredRoleArn = fault?.kind === 'wrong-role' ? fault.answeredRoleArn : undefined;
    const unsigned = { state, params, nowMs, answeredRoleArn };
    let result: XmlElements;
    if (action.signed) {
      const { caller, region } = authenticate(received, state.directory, nowMs);
      call.callerArn = caller.arn;
      checkRegion(fault, caller.account);
      result = action.act({ ...unsigned, caller, region });
    } else {
      checkRegion(fault, parseRoleArn(parameter(params, 'RoleArn') ?? '')?.account ?? '');
      result = action.act(unsigned);
    }
    call.authorized = true;
    return { status: 200, type: 'text/xml', body: resultXml(call.action, result, requestId), requestId };
  } catch (error) {
    const wire = error instanceof WireError ? error : internalFailure(String(error));
    call.errorCode = wire.code;
    call.errorMessage = wire.message;
    call.because = wire.because;
    return { status: wire.status, type: 'text/xml', body: errorXml(wire, requestId), requestId };
  }
}

function checkRegion(fault: FaultSpec | undefined, account: string): void {
  if (fault?.kind === 'region-disabled') throw regionDisabled(account);
}

function errorOf(fault: FaultSpec | undefined): WireError | undefined {
  switch (fault?.kind) {
    case 'throttling':
      return throttled();
    case 'internal-failure':
      return internalFailure();
    case 'service-unavailable':
      return serviceUnavailable();
    case 'error':
      return new WireError(fault.code, fault.status, fault.message);
    default:
      return undefined;
  }
}
