import { StsError } from '../../errors/index.js';
import { keyOf, type TargetInput } from '../questions.js';
import { withAccount } from '../resources/with-account.js';
import type { Target } from '../types.js';
import { inForm, labelOf } from './form.js';
import { subjectOf } from './subject.js';
import type { Grants } from './types.js';
import type { Written } from '../written.js';
import { WorkOut } from './work-out.js';
import { RoleReader } from './written-role.js';

/**
 * What the configuration says that the role may do, or that of the option `function`: its statements as they are written,
 * with variables and functions of CloudFormation worked out, and those that Serverless adds to a role that it generates.
 * Accounts and regions in them are the target's. Reads nothing but that, and asks AWS only for names that a deployment
 * makes up.
 * @throws `STS_STATEMENTS_MISSING`, `STS_STATEMENTS_UNKNOWN`, `STS_POLICY_INVALID`, and what variables and look-ups throw
 */
export function readStatements(input: TargetInput, target: Target): Grants {
  const inAccount = withAccount(input, target.accountId);
  const work = new WorkOut(inAccount, target);
  const roleName = target.roleArn.split('/').at(-1) ?? '';
  const role = new RoleReader(inAccount, work, roleName).read(subjectOf(inAccount));
  const statements = role.statements.map((one): Written => ({ ...one, value: work.whole(one.value, labelOf(one)) }));
  const managed = role.managedPolicies.map(({ value, path }): Written => ({ value: work.whole(value, path), path }));
  work.finish();
  return {
    statements: inForm(statements.filter(({ value }) => value !== undefined)),
    managedPolicies: [...new Set(managed.filter(({ value }) => value !== undefined).map((one) => policyArn(input, one)))],
  };
}

const POLICY_ARN = /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[!-~]+$/;

function policyArn(input: TargetInput, { value, path }: Written): string {
  if (typeof value === 'string' && POLICY_ARN.test(value)) return value;
  throw new StsError({
    code: 'STS_POLICY_INVALID',
    message: `${typeof value === 'string' ? JSON.stringify(value) : 'What stands there'} (from ${keyOf(input, path)}) is not the ARN of a managed policy.`,
    hint: 'The form is arn:aws:iam::<account, or aws>:policy/<name>.',
  });
}
