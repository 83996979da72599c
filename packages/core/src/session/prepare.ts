import { type AssumeRequest, buildRequest, chainOf, checkChain } from '../assume/index.js';
import { cacheFolder, cacheKey, projectFolder, type VaultPlace } from '../cache/index.js';
import { mergeOptions, type ResolvedOptions, type StsOptions } from '../options/index.js';
import { sourceFingerprint, type SourcePlan } from '../source/index.js';
import type { Target } from '../target/index.js';
import { EarlyOptions } from './early-options.js';
import type { Reading } from './reading.js';
import type { SessionContext } from './types.js';

/** All that is known before the role is assumed: which role, who asks, with which parameters, kept where. */
export interface Prepared {
  options: ResolvedOptions;
  target: Target;
  source: SourcePlan;
  /** The calls to make, in order; the last is for the role itself. */
  requests: readonly AssumeRequest[];
  endpoint: string | undefined;
  /** The key of the answer. */
  key: string;
  /** Where the answer is kept; not made yet. */
  place: VaultPlace;
}

/** Whether the options, of whatever origin that can be read, switch the packages off. Throws what the options throw. */
export function isSwitchedOff(given: StsOptions, context: SessionContext): boolean {
  const early = new EarlyOptions(given, context);
  return early.value('enabled') === false && !mergeOptions(early.origins).values.enabled;
}

/**
 * Prepares the one call; sends nothing.
 * @throws what the source credentials' plan and the session policy throw
 */
export function prepare(reading: Reading, target: Target): Prepared {
  const options = reading.options();
  const source = reading.plan();
  const { via = [] } = options.values;
  const requests = chainOf(buildRequest(target, options, reading.baseDir()), via, options.origin('via'));
  checkChain(requests, source, options);
  const endpoint = reading.endpoint();
  const lasting = requests.map(({ TokenCode: _usedOnce, ...rest }) => rest);
  const key = cacheKey([2, lasting, target.region, endpoint ?? null, sourceFingerprint(source, reading.env())]);
  const folder = cacheFolder(options.values.cache, reading.baseDir());
  const place = { folder, projectDir: projectFolder(reading.baseDir()), env: reading.processEnv };
  return { options, target, source, requests, endpoint, key, place };
}
