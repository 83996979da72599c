import {
  type AssumeCall,
  type AssumedRole,
  type AssumeRequest,
  callAssumeRole,
  type Clues,
  isByWebIdentity,
  timeIsUp,
} from '../assume/index.js';
import { once } from '../cache/index.js';
import { makeRequestHandler, proxyFor } from '../connection/index.js';
import { StsError } from '../errors/index.js';
import { mfaCode, type MfaSettings, readToken, type SourceCredentials } from '../source/index.js';
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
      vault: prepared.vault(),
      key: prepared.key,
      refusalsSince,
      signal: deadline.signal,
      waitedTooLong: () => tooLong('Another process was asked to assume the role and did not finish in time'),
      call: () => callAll(prepared, deadline, tooLong),
    });
  } finally {
    deadline.stop();
  }
}

/** All calls of the chain, each with the credentials of the one before. */
async function callAll(prepared: Prepared, deadline: Deadline, tooLong: (what: string) => StsError): Promise<AssumedRole> {
  const { endpoint, env, requests } = prepared;
  const { region, generatedRole } = prepared.target;
  const { signal, timeLeft } = deadline;
  const first = await beforeEnd(firstCaller(prepared, signal), deadline, () => tooLong('The source credentials did not come in time'));
  const served = servedRole(prepared, first.source);
  if (served !== undefined) return served;
  const requestHandler = makeRequestHandler(env);
  const proxy = proxyFor(env, endpoint ?? `https://sts.${region}.amazonaws.com`)?.url;
  const common = { region, endpoint, requestHandler, proxy, timeoutMs: prepared.options.values.timeoutMs, signal, timeLeft };
  // The trust policy that the configuration may have is that of the role itself.
  const last = { generatedRole, clues: async (): Promise<Clues> => (await import('./clues.js')).cluesOf(prepared) };
  let caller: Caller = { ...first, sourceFrom: prepared.source.from };
  let role: AssumedRole | undefined;
  try {
    for (const request of requests) {
      const withItsCode = await withCode(request, prepared.mfa(signal));
      const isLast = request === requests.at(-1);
      role = await callAssumeRole({ ...common, ...caller, request: withItsCode, ...(isLast ? last : {}) });
      caller = { source: role.credentials, sourceFrom: `the session of ${request.RoleArn}` };
    }
  } finally {
    requestHandler.destroy();
  }
  if (role === undefined) throw new StsError({ code: 'STS_INTERNAL', message: 'There is no role to assume.' });
  return role;
}

/** Who was started with a server of the role's credentials has them. */
function servedRole(
  { servedAs, target }: Prepared,
  { accessKeyId, secretAccessKey, sessionToken, expiration }: SourceCredentials,
): AssumedRole | undefined {
  if (servedAs === undefined || sessionToken === undefined || expiration === undefined) return undefined;
  return { credentials: { accessKeyId, secretAccessKey, sessionToken, expiration }, assumedRoleArn: servedAs, accountId: target.accountId };
}

/** A token asks in place of credentials. */
const NOBODY = { accessKeyId: '', secretAccessKey: '' };

type Caller = Pick<AssumeCall, 'source' | 'sourceFrom' | 'webIdentity'>;

async function firstCaller({ source, requests, credentials }: Prepared, signal: AbortSignal): Promise<Omit<Caller, 'sourceFrom'>> {
  const [first] = requests;
  if (source.kind === 'web-identity' && first !== undefined && isByWebIdentity(source, first)) {
    return { source: NOBODY, webIdentity: { token: readToken(source.tokenFile, source.from), from: source.from } };
  }
  return { source: await credentials(signal) };
}

/** As late as can be: whoever has an answer needs no code, and a code lasts half a minute. */
async function withCode(request: AssumeRequest, mfa: MfaSettings): Promise<AssumeRequest> {
  const { SerialNumber } = request;
  return SerialNumber === undefined ? request : { ...request, TokenCode: await mfaCode(SerialNumber, mfa) };
}
