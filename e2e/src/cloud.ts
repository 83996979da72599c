import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourceCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type ParameterType, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Emulator } from './emulator.js';

const DEPLOY_LIMIT_S = 60;

/** An account and a region of LocalStack, and what a configuration asks there, made by the AWS SDK. */
export class Cloud {
  readonly #config: ReturnType<Emulator['adminConfig']>;

  constructor(localStack: Emulator, accountId: string, region: string) {
    this.#config = { ...localStack.adminConfig(accountId), region };
  }

  /** A parameter of SSM. */
  async parameter(name: string, value: string, type: ParameterType = 'String'): Promise<void> {
    await new SSMClient(this.#config).send(new PutParameterCommand({ Name: name, Value: value, Type: type }));
  }

  /** A bucket with one text in it. */
  async object(bucket: string, key: string, text: string): Promise<void> {
    const s3 = new S3Client({ ...this.#config, forcePathStyle: true });
    const { region } = this.#config;
    const where = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' } };
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ...where }));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
  }

  /** Deploys a stack and waits until it is there. */
  async stack(name: string, template: object): Promise<void> {
    const client = new CloudFormationClient(this.#config);
    const input = { StackName: name, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_NAMED_IAM' as const] };
    await client.send(new CreateStackCommand(input));
    await waitUntilStackCreateComplete({ client, maxWaitTime: DEPLOY_LIMIT_S, minDelay: 1, maxDelay: 1 }, { StackName: name });
  }

  /** The physical id of a resource, as CloudFormation knows it. */
  async physicalId(stack: string, logicalId: string): Promise<string> {
    const command = new DescribeStackResourceCommand({ StackName: stack, LogicalResourceId: logicalId });
    const { StackResourceDetail } = await new CloudFormationClient(this.#config).send(command);
    return StackResourceDetail?.PhysicalResourceId ?? '';
  }
}

/** A template with outputs and nothing else that matters: CloudFormation wants at least one resource. */
export function templateWithOutputs(outputs: Readonly<Record<string, { value: string; exportedAs?: string }>>): object {
  const entries = Object.entries(outputs).map(([name, { value, exportedAs }]) => [
    name,
    { Value: value, ...(exportedAs === undefined ? {} : { Export: { Name: exportedAs } }) },
  ]);
  return {
    Resources: { Nothing: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'nothing' } } },
    Outputs: Object.fromEntries(entries),
  };
}
