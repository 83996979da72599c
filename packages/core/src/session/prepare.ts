import { type AssumeRequest, buildRequest } from '../assume/index.js';
import { cacheFolder, cacheKey } from '../cache/index.js';
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
  request: AssumeRequest;
  endpoint: string | undefined;
  /** The key of the answer. */
  key: string;
  /** Folder of the cache, not made yet; `undefined` when there is to be none. */
  folder: string | undefined;
}

/** Whether the options, of whatever origin that can be read, switch the packages off. Throws what the options throw. */
export function isSwitchedOff(given: StsOptions, context: SessionContext): boolean {
  const early = new EarlyOptions(given, context);
  return early.value('enabled') === false && !mergeOptions(early.origins).values.enabled;
}

/**
 * Prepares the one call; sends nothing.
 * @throws what the source credentials' plan, the session policy and the statements of the role throw
 */
export function prepare(reading: Reading, target: Target): Prepared {
  const options = reading.options();
  const grants = options.values.sessionPolicy === 'statements' ? reading.statements(target) : undefined;
  const request = buildRequest(target, options, reading.baseDir(), grants);
  const source = reading.plan();
  const endpoint = reading.endpoint();
  const { TokenCode: _usedOnce, ...lasting } = request;
  const key = cacheKey([1, lasting, target.region, endpoint ?? null, sourceFingerprint(source, reading.env())]);
  return { options, target, source, request, endpoint, key, folder: cacheFolder(options.values.cache, reading.baseDir()) };
}
