import { type StsOptions, tools } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { print, printJson, remark, withProgress } from '../../output.js';
import { contextHere } from '../../shared-options.js';
import { usageError } from '../../usage-error.js';
import type { TrustFlags } from './index.js';

const ARN = /^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:root|(?:user|role|assumed-role|federated-user)\/[!-~]+)$/;

/** Prints the statement by which the role trusts somebody. */
export async function trustPolicy({ yaml = false, principal }: TrustFlags, options: StsOptions): Promise<number> {
  if (principal !== undefined && !ARN.test(principal)) {
    throw usageError(
      `--principal: ${JSON.stringify(principal)} is not the ARN of a user, a role, a session or an account's root.`,
      'For example: arn:aws:iam::111111111111:role/ci',
    );
  }
  const policy = new (tools().Inspection)(options, contextHere()).trustPolicy(principal);
  const { statement, yaml: text, goesTo } = await withProgress('Asking STS whose the source credentials are', policy);
  remark(
    `sts: ${yaml ? goesTo : goesTo.replace('put this into the configuration', 'sts trust-policy --yaml prints the part of the configuration that does')}`,
  );
  if (yaml) print(text);
  else printJson(statement);
  return EXIT.ok;
}
