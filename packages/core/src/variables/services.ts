import type { Question } from '../lookups/index.js';

/** A parameter of SSM, as it is kept there. */
export interface SsmParameter {
  type: 'String' | 'StringList' | 'SecureString';
  value: string;
}

/** A resource of a stack. */
export interface StackResource {
  /** Physical id: of a role, its name. */
  id: string;
  /** The account that the stack is in. */
  accountId: string;
  /** `AWS::DynamoDB::Table`, … */
  type?: string | undefined;
}

/**
 * What is asked of AWS on the way to the role, as questions: nothing is sent before one is asked. A region that is left
 * out is the service's. `undefined` as an answer is "there is none"; every other failure is thrown:
 * `STS_LOOKUP_FAILED`, `STS_CLIENT_MISSING`, and what the source credentials throw.
 */
export interface Services {
  /** Account of the source credentials. */
  accountId(): Question<string>;
  parameter(name: string, options: { decrypt: boolean; region: string | undefined }): Question<SsmParameter | undefined>;
  stackOutput(stack: string, output: string, region: string | undefined): Question<string | undefined>;
  stackResource(stack: string, logicalId: string): Question<StackResource | undefined>;
  /** The value of an export of CloudFormation. */
  exported(name: string): Question<string | undefined>;
  /** The text of an object of S3. */
  object(bucket: string, key: string): Question<string | undefined>;
}
