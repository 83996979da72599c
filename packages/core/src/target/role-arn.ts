import { StsError } from '../errors/index.js';

/** The parts of a role's ARN. */
export interface RoleArn {
  arn: string;
  partition: string;
  accountId: string;
  /** Begins and ends with a slash. */
  path: string;
  name: string;
  /** Its logical id, where the configuration named it by that. */
  logicalId?: string;
}

// IAM API reference, CreateRole: the name is 1 to 64 of [\w+=,.@-], the path of printable ASCII between slashes.
const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role(\/(?:[!-~]+\/)?)([\w+=,.@-]{1,64})$/;

/**
 * Reads the ARN of a role.
 * @param from where the text came from, for the message
 * @throws `STS_ROLE_INVALID`
 */
export function parseRoleArn(text: string, from: string): RoleArn {
  const [, partition, accountId, path, name] = ROLE_ARN.exec(text) ?? [];
  if (partition === undefined || accountId === undefined || path === undefined || name === undefined) {
    throw new StsError({
      code: 'STS_ROLE_INVALID',
      message: `${JSON.stringify(text)} (from ${from}) is not the ARN of a role.`,
      hint: hintFor(text),
    });
  }
  return { arn: text, partition, accountId, path, name };
}

const FORM = 'The form is arn:aws:iam::<12-digit account>:role/<name>.';

function hintFor(text: string): string {
  const [prefix, , service, , account, resource = ''] = text.split(':');
  if (prefix !== 'arn') return FORM;
  if (service === 'sts' && resource.startsWith('assumed-role/')) {
    const name = resource.split('/')[1] ?? '<name>';
    return `This is a session of a role. The role itself is arn:aws:iam::${account ?? '<account>'}:role/${name}.`;
  }
  if (service === 'iam' && /^\d{1,11}$/.test(account ?? '')) {
    return `The account id ${account ?? ''} has ${(account ?? '').length} digits: YAML drops leading zeros of a number without quotes. ${FORM}`;
  }
  if (service === 'iam' && !resource.startsWith('role/'))
    return `It names a ${resource.split('/')[0] ?? ''}, and only a role can be assumed. ${FORM}`;
  return FORM;
}
