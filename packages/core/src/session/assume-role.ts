import { type AssumedRole, type AssumeRequest, callAssumeRole, timeIsUp } from '../assume/index.js';
import { once, openFolder } from '../cache/index.js';
import { makeRequestHandler, proxyFor } from '../connection/index.js';
import { StsError } from '../errors/index.js';
import { mfaCode, type MfaSettings } from '../source/index.js';
import { beforeEnd, type Deadline, startDeadline } from './deadline.js';
import type { Prepared } from './prepare.js';

/**
 * Assumes the role: one call for all who ask the same, and none where somebody has the answer by now.
 * @param elapsedMs of the time for the whole
 */
export async function assume(prepared: Prepared, refusalsSince: number, elapsedMs: number): Promise<AssumedRole> {
  const { timeoutMs } = prepared.options.values;
  const { region } = prepared.target;
  const { endpoint } = prepared;
  const deadline = startDeadline(Math.max(1, timeoutMs - elapsedMs));
  const tooLong = (what: string): StsError => new StsError(timeIsUp({ timeoutMs, region, endpoint }, what));
  try {
    return await once({
      folder: openFolder(prepared.folder),
      key: prepared.key,
      refusalsSince,
      signal: deadline.signal,
      waitedTooLong: () => tooLong('Another process was asked to assume the role and did not finish in time'),
      call: () => callOnce(prepared, deadline, tooLong),
    });
  } finally {
    deadline.stop();
  }
}

async function callOnce(prepared: Prepared, deadline: Deadline, tooLong: (what: string) => StsError): Promise<AssumedRole> {
  const { endpoint, env } = prepared;
  const { region } = prepared.target;
  const { signal } = deadline;
  const source = await beforeEnd(prepared.credentials(signal), deadline, () => tooLong('The source credentials did not come in time'));
  const requestHandler = makeRequestHandler(env);
  try {
    return await callAssumeRole({
      request: await withCode(prepared.request, prepared.mfa(signal)),
      source,
      sourceFrom: prepared.source.from,
      region,
      endpoint,
      requestHandler,
      proxy: proxyFor(env, endpoint ?? `https://sts.${region}.amazonaws.com`)?.url,
      generatedRole: prepared.target.generatedRole,
      timeoutMs: prepared.options.values.timeoutMs,
      signal,
    });
  } finally {
    requestHandler.destroy();
  }
}

/** As late as can be: whoever has an answer needs no code, and a code lasts half a minute. */
async function withCode(request: AssumeRequest, mfa: MfaSettings): Promise<AssumeRequest> {
  const { SerialNumber } = request;
  return SerialNumber === undefined ? request : { ...request, TokenCode: await mfaCode(SerialNumber, mfa) };
}
