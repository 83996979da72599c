import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** Who the code is, as AWS sees it. */
export async function whoAmI() {
  const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return Arn;
}
