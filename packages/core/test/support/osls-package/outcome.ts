import { evaluate, type Stack, Undetermined } from './evaluate.js';
import type { OslsAnswer, Template } from './osls-process.js';

/** Which role, where; or that there is an error; or that the template says no role, or one that only a deployment tells. */
export type Outcome = { role: string; region: string; stage: string } | { refused: string } | { none: string };

/** The account of the user whom the tests run as. */
export const ACCOUNT = '111122223333';

/** What IAM takes for a role's ARN: with anything else the deployment fails. */
const ROLE_ARN = /^arn:aws(?:-cn|-us-gov)?:iam::\d{12}:role\/(?:[!-~]{1,510}\/)?[\w+=,.@-]{1,64}$/;

/** The role that a function is deployed with. */
export function outcomeOf(answer: OslsAnswer, functionName: string): Outcome {
  if (!answer.ok) return { refused: answer.message };
  const { template, region, stage, stackName } = answer;
  const written = template.Resources[logicalId(functionName)]?.Properties?.['Role'];
  if (written === undefined) return { none: `there is no function ${functionName} with a role` };
  return roleOf(written, template, { account: ACCOUNT, region, stackName }, stage);
}

function roleOf(written: unknown, template: Template, stack: Stack, stage: string): Outcome {
  try {
    const role = evaluate(written, template, stack);
    return ROLE_ARN.test(role) ? { role, region: stack.region, stage } : { none: `${role} is not the ARN of a role` };
  } catch (error) {
    if (error instanceof Undetermined) return { none: error.message };
    throw error;
  }
}

/** osls's name for the resource of a function. */
function logicalId(functionName: string): string {
  const name = functionName.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
}

/** Whether both say the same: the same role in the same place, or no role. */
export function agree(osls: Outcome, ours: Outcome): boolean {
  if ('role' in osls && 'role' in ours) return osls.role === ours.role && osls.region === ours.region && osls.stage === ours.stage;
  return !('role' in osls) && !('role' in ours);
}
