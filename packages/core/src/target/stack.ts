import { StsError } from '../errors/index.js';
import { isObject } from '../options/index.js';
import { type TargetInput, valueAt } from './questions.js';
import { readStage } from './stage.js';

/** The role that Serverless generates is under this logical id. */
export const GENERATED_ROLE = 'IamRoleLambdaExecution';

/** The name of the service, where it is needed. */
export function serviceName(input: TargetInput): string {
  const service = valueAt(input, 'service');
  const name = isObject(service.value) ? valueAt(input, 'service', 'name').value : service.value;
  if (typeof name === 'string' && name !== '') return name;
  if (typeof name === 'number') return String(name);
  throw new StsError({
    code: 'STS_CONFIG_INVALID',
    message: `${service.from} does not name the service, and the role is named after it.`,
    hint: 'Write service: <name>.',
  });
}

/** The name of the stack of CloudFormation. */
export function stackName(input: TargetInput): string {
  const { value } = valueAt(input, 'provider', 'stackName');
  if (typeof value === 'string' && value !== '') return value;
  return `${serviceName(input)}-${readStage(input).value}`;
}
