import { StsError } from '../errors/index.js';
import type { ResolvedOptions } from '../options/index.js';
import type { Target } from './types.js';

/**
 * Holds the target against `allowedStages` and `allowedAccounts`; to be called before anything is sent.
 * @throws `STS_STAGE_NOT_ALLOWED`, `STS_ACCOUNT_NOT_ALLOWED`
 */
export function checkAllowed(target: Target, options: ResolvedOptions): void {
  const { allowedStages, allowedAccounts } = options.values;
  if (allowedStages !== undefined && !allowedStages.includes(target.stage)) {
    throw new StsError({
      code: 'STS_STAGE_NOT_ALLOWED',
      message: `The stage ${target.stage} is not among allowedStages: ${allowedStages.join(', ')} (from ${options.origin('allowedStages')}).`,
      hint: 'Nothing was sent. Choose another stage (STS_STAGE=…), or add this one to allowedStages.',
    });
  }
  if (allowedAccounts !== undefined && !allowedAccounts.includes(target.accountId)) {
    throw new StsError({
      code: 'STS_ACCOUNT_NOT_ALLOWED',
      message: `The role ${target.roleArn} is in account ${target.accountId}, which is not among allowedAccounts: ${allowedAccounts.join(', ')} (from ${options.origin('allowedAccounts')}).`,
      hint: 'Nothing was sent. Choose another role or stage, or add the account to allowedAccounts.',
    });
  }
}
