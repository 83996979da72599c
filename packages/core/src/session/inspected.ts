import { StsError } from '../errors/index.js';
import type { SourcePlan } from '../source/index.js';

/** Who asks STS, for people. */
export interface SourceDescription {
  kind: SourcePlan['kind'] | 'inherited';
  /** `the profile dev`, `the keys …ABCD`. */
  text: string;
  /** Where that is set: `AWS_PROFILE`. */
  from: string;
  profile: string | undefined;
}

/** The cache as it is found; nothing is made. */
export interface CacheState {
  /** `undefined` when there is to be none. */
  folder: string | undefined;
  isThere: boolean;
  /** Whether there is a key to seal with; `undefined` while the folder is not there. */
  hasKey: boolean | undefined;
}

/** Who only wants to know which role it is does not expect to need any. */
export function neededForTarget({ code, message, hint }: StsError): StsError {
  return new StsError({
    code,
    message: `${message} They are needed to know which role it is: the configuration leaves that to AWS (the account of a role that Serverless generates, a variable, a stack).`,
    hint: `${hint ?? ''}\nTo do without: name the role itself, --role-arn or STS_ROLE_ARN.`.trim(),
  });
}
