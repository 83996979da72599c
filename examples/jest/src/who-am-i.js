/** Who the code is, as AWS sees it. */
const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');

exports.whoAmI = async () => {
  const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return Arn;
};
