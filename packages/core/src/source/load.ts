import { StsError } from '../errors/index.js';
import { describePlan } from './describe.js';
import type { SourceNeeds } from './needs.js';
import type { ProvidedPlan, SourceCredentials, SourcePlan } from './types.js';

/**
 * Gets the source credentials that were planned. The SDK's providers run in a process of their own: they read the
 * environment of their process, where `.env` files and what we ourselves have changed would be told wrongly; they
 * remember files for good; and a command that hangs is ended with them.
 * @throws `STS_SOURCE_FAILED`; `STS_NO_CREDENTIALS` when the last resort, the instance, has none;
 * `STS_CREDENTIALS_EXPIRED`, `STS_MFA_REQUIRED`, `STS_CONNECTION_INVALID`, `STS_TIMEOUT`
 */
export async function loadSource(plan: SourcePlan, needs: SourceNeeds): Promise<SourceCredentials> {
  const credentials = plan.kind === 'keys' ? plan.credentials : await provided(plan, needs);
  const { expiration } = credentials;
  if (expiration === undefined || expiration.getTime() > Date.now()) return credentials;
  const leftOver = plan.kind === 'keys' ? ', or unset AWS_CREDENTIAL_EXPIRATION if that is left over' : '';
  throw new StsError({
    code: 'STS_CREDENTIALS_EXPIRED',
    message: `The source credentials of ${describePlan(plan)} (from ${plan.from}) have expired: they ended at ${expiration.toISOString()}, and it is ${new Date().toISOString()} here.`,
    hint: `Get new ones: sign in again (aws sso login)${leftOver}.`,
  });
}

async function provided(plan: ProvidedPlan, needs: SourceNeeds): Promise<SourceCredentials> {
  // Most starts need none of this.
  const { askProcess } = await import('./ask-process.js');
  return askProcess(plan, needs);
}
