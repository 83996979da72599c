import { type AssumeCall, type AssumedRole, callAssumeRole, isByWebIdentity, timeIsUp } from '../assume/index.js';
import { once, openVault } from '../cache/index.js';
import { StsError } from '../errors/index.js';
import { loadSource, readToken } from '../source/index.js';
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
      vault: openVault(prepared.place),
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
  const { region, generatedRole } = prepared.target;
  const { timeoutMs } = prepared.options.values;
  const waiting = firstCaller(prepared);
  const first = await beforeEnd(waiting, deadline, () => tooLong('The source credentials did not come in time'));
  const common = { region, endpoint: prepared.endpoint, timeoutMs, signal: deadline.signal };
  let caller: Caller = { ...first, sourceFrom: prepared.source.from };
  let role: AssumedRole | undefined;
  for (const request of prepared.requests) {
    const isLast = request === prepared.requests.at(-1);
    role = await callAssumeRole({ ...common, ...caller, request, generatedRole: isLast ? generatedRole : undefined });
    caller = { source: role.credentials, sourceFrom: `the session of ${request.RoleArn}` };
  }
  if (role === undefined) throw new StsError({ code: 'STS_INTERNAL', message: 'There is no role to assume.' });
  return role;
}

type Caller = Pick<AssumeCall, 'source' | 'sourceFrom' | 'webIdentityToken'>;

async function firstCaller({ source, requests, target }: Prepared): Promise<Omit<Caller, 'sourceFrom'>> {
  const [first] = requests;
  if (source.kind === 'web-identity' && first !== undefined && isByWebIdentity(source, first)) {
    return { source: undefined, webIdentityToken: readToken(source.tokenFile, source.from) };
  }
  return { source: await loadSource(source, target.region) };
}
