import { type AssumeRequest, buildRequest, chainOf, checkChain } from '../assume/index.js';
import { cacheFolder, cacheKey, type HelperFile, helperFile, openVault, projectFolder, type Vault } from '../cache/index.js';
import { StsError } from '../errors/index.js';
import { mergeOptions, type ResolvedOptions, type StsOptions } from '../options/index.js';
import { type Env, type MfaSettings, type SourceCredentials, sourceFingerprint, type SourcePlan } from '../source/index.js';
import type { Target } from '../target/index.js';
import { EarlyOptions } from './early-options.js';
import { servedSession } from './nested.js';
import type { Reading } from './reading.js';
import type { SessionContext } from './types.js';

/** All that is known before the role is assumed: which role, who asks, with which parameters, kept where. */
export interface Prepared {
  /** What it was read with, for what is asked only after a refusal. */
  reading: Reading;
  options: ResolvedOptions;
  target: Target;
  source: SourcePlan;
  /** The environment that the role is assumed from. */
  env: Env;
  /** Gets the source credentials, once. */
  credentials: (signal: AbortSignal) => Promise<SourceCredentials>;
  /** Where a code for the device of the request comes from. */
  mfa: (signal: AbortSignal) => MfaSettings;
  /** The calls to make, in order; the last is for the role itself. */
  requests: readonly AssumeRequest[];
  endpoint: string | undefined;
  /** The session that the source credentials are of, when it is the role's own already: nothing is assumed then. */
  servedAs: string | undefined;
  /** The key of the answer. */
  key: string;
  /** Folder of the cache, not made yet; `undefined` when there is to be none. */
  folder: string | undefined;
  /** The file that aws-sts-helper would keep the answer in, where one is named. */
  helperFile: HelperFile | undefined;
  /** Where the answer is kept: made when it is first asked for. */
  vault: () => Vault | undefined;
}

/** Whether the options, of whatever origin that can be read, switch the packages off. Throws what the options throw. */
export function isSwitchedOff(given: StsOptions, context: SessionContext): boolean {
  const early = new EarlyOptions(given, context);
  return early.value('enabled') === false && !mergeOptions(early.origins).values.enabled;
}

/**
 * Prepares the one call; sends nothing.
 * @throws what the source credentials' plan, the session policy and the statements of the role throw; `STS_OPTIONS_INVALID`
 */
export function prepare(reading: Reading, target: Target): Prepared {
  const options = reading.options();
  const grants = options.values.sessionPolicy === 'statements' ? reading.statements(target) : undefined;
  const source = reading.plan();
  const { via = [] } = options.values;
  const requests = chainOf(buildRequest(target, options, reading.baseDir(), grants, reading.use), via, options.origin('via'));
  const servedAs = servedSession(target, source, reading.env());
  if (servedAs === undefined) checkChain(requests, source, options, reading.env());
  const endpoint = reading.endpoint();
  checkMfa(options, source);
  const key = cacheKey([2, requests, target.region, endpoint ?? null, sourceFingerprint(source, reading.env())]);
  let opened: { vault: Vault | undefined } | undefined;
  const folder = cacheFolder(options.values.cache, reading.baseDir());
  return {
    reading,
    options,
    target,
    source,
    env: reading.env(),
    credentials: (signal) => reading.credentials(source, target.region, signal),
    mfa: (signal) => reading.mfa(signal),
    requests,
    endpoint,
    servedAs,
    key,
    folder,
    helperFile: reading.use === 'deploy' ? undefined : helperFile(reading.env(), reading.cwd),
    vault: () => (opened ??= { vault: openVault({ folder, projectDir: projectFolder(reading.baseDir()), env: reading.processEnv }) }).vault,
  };
}

/** A code without a device would be of no use, unless the profile names one. */
function checkMfa({ values, origin }: ResolvedOptions, source: SourcePlan): void {
  const name = (['mfaCode', 'mfaCommand'] as const).find((candidate) => values[candidate] !== undefined);
  if (name === undefined || values.mfaSerial !== undefined || source.kind === 'profile') return;
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `An option is wrong: ${name}: needs mfaSerial beside it (from ${origin(name)})`,
    hint: 'Name the device: STS_MFA_SERIAL=arn:aws:iam::<account>:mfa/<name>. A profile names its own with mfa_serial.',
  });
}
