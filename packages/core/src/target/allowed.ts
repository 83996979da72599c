import { StsError } from '../errors/index.js';
import type { ResolvedOptions } from '../options/index.js';
import type { Target } from './types.js';

/**
 * Holds the stage against `allowedStages`; to be called before anything is sent.
 * @throws `STS_STAGE_NOT_ALLOWED`
 */
export function checkStage(stage: string, options: ResolvedOptions): void {
  const { allowedStages } = options.values;
  if (allowedStages === undefined || allowedStages.includes(stage)) return;
  throw new StsError({
    code: 'STS_STAGE_NOT_ALLOWED',
    message: `The stage ${stage} is not among allowedStages: ${allowedStages.join(', ')} (from ${options.origin('allowedStages')}).`,
    hint: 'Nothing was sent. Choose another stage (STS_STAGE=…), or add this one to allowedStages.',
  });
}

/**
 * Holds the role's account against `allowedAccounts`; to be called before it is assumed.
 * @throws `STS_ACCOUNT_NOT_ALLOWED`
 */
export function checkAccount(target: Target, options: ResolvedOptions): void {
  const { allowedAccounts } = options.values;
  if (allowedAccounts === undefined || allowedAccounts.includes(target.accountId)) return;
  throw new StsError({
    code: 'STS_ACCOUNT_NOT_ALLOWED',
    message: `The role ${target.roleArn} is in account ${target.accountId}, which is not among allowedAccounts: ${allowedAccounts.join(', ')} (from ${options.origin('allowedAccounts')}).`,
    hint: 'The role was not assumed. Choose another role or stage, or add the account to allowedAccounts.',
  });
}
