import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Who a piece of a consumer's code was. */
export interface Identity {
  /** What the code called itself. */
  label: string;
  arn: string;
  account: string;
  pid: number;
}

const FILE = 'identities.ndjson';

/**
 * A file for consumer projects (needs `@aws-sdk/client-sts` there): `whoAmI(label)` asks AWS, notes the answer beside
 * itself and returns the ARN. Into a file, for runners treat what tests print in many ways.
 */
export const whoAmIFile = {
  'who-am-i.cjs': `const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');

exports.whoAmI = async (label) => {
  const { Arn: arn, Account: account } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  const line = JSON.stringify({ label, arn, account, pid: process.pid });
  appendFileSync(join(__dirname, '${FILE}'), line + '\\n');
  return arn;
};
`,
} as const;

/** The identities noted since the last call. */
export async function takeIdentities(dir: string): Promise<Identity[]> {
  const file = join(dir, FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  await rm(file, { force: true });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Identity);
}
