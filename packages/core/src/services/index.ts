import type { Services } from '../variables/index.js';
import { accountQuestion } from './account.js';
import type { ServicesInput } from './ask.js';
import { exportQuestion, outputQuestion, resourceQuestion } from './cloudformation.js';
import { objectQuestion } from './s3.js';
import { parameterQuestion } from './ssm.js';

export { configuredEndpoint } from './endpoint.js';

/** The questions to AWS; each is sent only when it is asked, and its client loaded only then. */
export function awsServices(input: ServicesInput): Services {
  return {
    accountId: () => accountQuestion(input),
    parameter: (name, options) => parameterQuestion(input, name, options),
    stackOutput: (stack, output, region) => outputQuestion(input, stack, output, region),
    stackResource: (stack, logicalId) => resourceQuestion(input, stack, logicalId),
    exported: (name) => exportQuestion(input, name),
    object: (bucket, key) => objectQuestion(input, bucket, key),
  };
}
