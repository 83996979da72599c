// The SDK alone: what a script of one's own would do, with the role written into it.
const { AssumeRoleCommand, STSClient } = require('@aws-sdk/client-sts');

const { ROLE: RoleArn, AWS_REGION: region } = process.env;
const client = new STSClient({ region });
void client
  .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'bench' }))
  .then(() => client.destroy())
  .then(() => process.env.TELL && require('./tell.cjs')());
