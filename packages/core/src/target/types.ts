import type { Explanation } from './explanation.js';

/** Which role is meant, and where. What is not there is `undefined`. */
export interface Target {
  /** ARN of the role that the code will run as. */
  roleArn: string;
  region: string;
  stage: string;
  /** Account of the role, 12 digits. */
  accountId: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  partition: string;
  /** Name of the service. */
  service: string | undefined;
  /** The function whose role was asked for. */
  functionName: string | undefined;
  /** Absolute path of the configuration. */
  configFile: string | undefined;
  /** All files that were read for it, absolute. */
  files: readonly string[];
  /** Profile of the source credentials, where the options or the configuration name one. */
  profile: string | undefined;
  /** Logical id of the role where Serverless generates it: it trusts nobody but Lambda, unless the configuration says so. */
  generatedRole: string | undefined;
  /** How it came about. */
  explanation: Explanation;
}
