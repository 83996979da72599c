import { StsError } from '../errors/index.js';
import type { ResolvedOptions } from '../options/index.js';
import { parseRoleArn } from './role-arn.js';
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
 * Holds the accounts of the role, and of those on the way to it, against `allowedAccounts`; to be called before any is
 * assumed.
 * @throws `STS_ACCOUNT_NOT_ALLOWED`
 */
export function checkAccount(target: Target, options: ResolvedOptions): void {
  const { allowedAccounts, via = [] } = options.values;
  if (allowedAccounts === undefined) return;
  const roles = [...via, target.roleArn].map((arn) => parseRoleArn(arn, options.origin('via')));
  const outside = roles.find(({ accountId }) => !allowedAccounts.includes(accountId));
  if (outside === undefined) return;
  throw new StsError({
    code: 'STS_ACCOUNT_NOT_ALLOWED',
    message: `The role ${outside.arn} is in account ${outside.accountId}, which is not among allowedAccounts: ${allowedAccounts.join(', ')} (from ${options.origin('allowedAccounts')}).`,
    hint: 'The role was not assumed. Choose another role or stage, or add the account to allowedAccounts.',
  });
}
