import type { Question } from '../lookups/index.js';
import type { StackResource } from '../variables/index.js';
import { question, type ServicesInput } from './ask.js';
import { requireClient } from './client.js';
import { notAws } from './lookup-failed.js';

const CLIENT = '@aws-sdk/client-cloudformation';
const service = 'CloudFormation';

/** An output of a stack. */
export function outputQuestion(
  input: ServicesInput,
  stack: string,
  output: string,
  region: string | undefined,
): Question<string | undefined> {
  const what = `The output ${output} of the stack ${stack}`;
  return question(input, {
    service,
    key: ['output', stack, output],
    what,
    permission: 'cloudformation:DescribeStacks',
    region,
    run: async (settings, abortSignal) => {
      const { CloudFormationClient, DescribeStacksCommand } = requireClient(CLIENT, input.projectDir, what);
      const client = new CloudFormationClient(settings);
      const answer = await nothingWhereMissing(client.send(new DescribeStacksCommand({ StackName: stack }), { abortSignal }));
      if (answer !== undefined && answer.Stacks === undefined) throw notAws({ service, what }, settings.endpoint, settings.region);
      return answer?.Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
    },
  });
}

/** A resource of a stack that has been deployed. */
export function resourceQuestion(input: ServicesInput, stack: string, logicalId: string): Question<StackResource | undefined> {
  const what = `The resource ${logicalId} of the stack ${stack}`;
  return question(input, {
    service,
    key: ['resource', stack, logicalId],
    what,
    permission: 'cloudformation:DescribeStackResource',
    region: undefined,
    run: async (settings, abortSignal) => {
      const { CloudFormationClient, DescribeStackResourceCommand } = requireClient(CLIENT, input.projectDir, what);
      const client = new CloudFormationClient(settings);
      const command = new DescribeStackResourceCommand({ StackName: stack, LogicalResourceId: logicalId });
      const answer = await nothingWhereMissing(client.send(command, { abortSignal }));
      const detail = answer?.StackResourceDetail;
      if (answer !== undefined && detail === undefined) throw notAws({ service, what }, settings.endpoint, settings.region);
      const accountId = detail?.StackId?.split(':')[4];
      return detail?.PhysicalResourceId && accountId ? { id: detail.PhysicalResourceId, accountId, type: detail.ResourceType } : undefined;
    },
  });
}

/** The value of an export, of whatever stack. */
export function exportQuestion(input: ServicesInput, name: string): Question<string | undefined> {
  const what = `The export ${name}`;
  return question(input, {
    service,
    key: ['export', name],
    what,
    permission: 'cloudformation:ListExports',
    region: undefined,
    run: async (settings, abortSignal) => {
      const { CloudFormationClient, ListExportsCommand } = requireClient(CLIENT, input.projectDir, what);
      const client = new CloudFormationClient(settings);
      let NextToken: string | undefined;
      do {
        const page = await client.send(new ListExportsCommand({ NextToken }), { abortSignal });
        if (page.Exports === undefined) throw notAws({ service, what }, settings.endpoint, settings.region);
        const found = page.Exports.find(({ Name }) => Name === name);
        if (found !== undefined) return found.Value;
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return undefined;
    },
  });
}

/** CloudFormation has one name for all that is wrong with a request; only the message tells. */
async function nothingWhereMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { name, message } = error as { name?: unknown; message?: unknown };
    if (name === 'ValidationError' && /does not exist/.test(String(message))) return undefined;
    throw error;
  }
}
