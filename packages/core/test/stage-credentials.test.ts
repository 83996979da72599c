import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, YML } from './consumer.js';

const SESSION = (stage: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-${stage}-test`;
const ARN = 'return (await core.openSession()).assumedRoleArn';

/** A consumer with another user, `deployer`, who may assume the role too. */
async function world(files: Record<string, string> = {}) {
  const c = await consumer({
    files,
    role: { trust: ACCOUNT },
    user: { policy: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } },
  });
  const policy = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } as const;
  return { c, deployer: c.sts.addUser({ name: 'deployer', account: ACCOUNT, policy }) };
}

const callers = (c: Consumer): (string | undefined)[] => c.sts.calls.map(({ callerArn }) => callerArn?.split('/').at(-1));

describe('the keys of the stage', () => {
  test('come before AWS_PROFILE, keys and provider.profile, which are not even looked at; the stage keeps its hyphens', async () => {
    const { c, deployer } = await world({
      'serverless.yml': YML.replace('  name: aws\n', '  name: aws\n  profile: ${ssm:/nobody/asks}\n'),
    });
    await using _ = c;
    const keys = { 'AWS_PRE-PROD_ACCESS_KEY_ID': deployer.accessKeyId, 'AWS_PRE-PROD_SECRET_ACCESS_KEY': deployer.secretAccessKey };
    expect(await c.script(ARN, { STS_STAGE: 'pre-prod', AWS_PROFILE: 'nobody', ...keys })).toMatchObject({ value: SESSION('pre-prod') });
    expect(await c.script(ARN, { STS_STAGE: 'prod', ...keys, AWS_PROFILE: 'nobody' })).toMatchObject({
      error: { code: 'STS_PROFILE_NOT_FOUND' },
    });
    expect(callers(c)).toEqual(['deployer']);
  });

  test('may come from the .env file of the stage', async () => {
    const { c, deployer } = await world({ 'serverless.yml': `useDotenv: true\n${YML}` });
    await using _ = c;
    await c.project.write(
      '.env.prod',
      `AWS_PROD_ACCESS_KEY_ID=${deployer.accessKeyId}\nAWS_PROD_SECRET_ACCESS_KEY=${deployer.secretAccessKey}\n`,
    );
    expect(await c.script(ARN, { STS_STAGE: 'prod' })).toMatchObject({ value: SESSION('prod') });
    expect(callers(c)).toEqual(['deployer']);
  });

  test('and its profile are out of reach of what runs as the role', async () => {
    const { c, deployer } = await world();
    await using _ = c;
    const keys = {
      AWS_DEV_ACCESS_KEY_ID: deployer.accessKeyId,
      AWS_DEV_SECRET_ACCESS_KEY: deployer.secretAccessKey,
      AWS_DEV_SESSION_TOKEN: '',
    };
    const body = `const s = await core.openSession(); const undo = s.apply();
      const names = () => Object.keys(process.env).filter((name) => name.startsWith('AWS_DEV_'));
      const during = names(); undo(); return [during, names().sort(), s.env.remove.filter((name) => name.startsWith('AWS_DEV_'))]`;
    const { value } = await c.script(body, keys);
    expect(value).toEqual([
      [],
      ['AWS_DEV_ACCESS_KEY_ID', 'AWS_DEV_SECRET_ACCESS_KEY', 'AWS_DEV_SESSION_TOKEN'],
      ['AWS_DEV_PROFILE', 'AWS_DEV_ACCESS_KEY_ID', 'AWS_DEV_SECRET_ACCESS_KEY', 'AWS_DEV_SESSION_TOKEN'],
    ]);
  });

  test('count again for a process that runs as the role already, where somebody has set them anew', async () => {
    const { c, deployer } = await world();
    await using _ = c;
    const body = `const s = await core.openSession();
      const ask = (more) => require('node:child_process').execFileSync(process.execPath, ['-e', "require('@sts/core').openSession().then(() => 0)"],
        { env: { ...process.env, ...s.env.set, ...more } });
      ask({}); ask({ AWS_DEV_ACCESS_KEY_ID: '${deployer.accessKeyId}', AWS_DEV_SECRET_ACCESS_KEY: '${deployer.secretAccessKey}' });`;
    expect((await c.script(body)).error).toBeUndefined();
    expect(callers(c)).toEqual(['developer', 'deployer']);
  });
});

test('a stage that AWS is asked for is asked for without keys of a stage, and ends', async () => {
  const yml = YML.replace('  name: aws\n', '  name: aws\n  stage: ${ssm:/stage}\n');
  const { c, deployer } = await world({ 'serverless.yml': yml });
  await using _ = c;
  const askers: string[] = [];
  const ssm = createServer((request, response) => {
    askers.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ Parameter: { Type: 'String', Value: 'prod' } }));
  });
  await new Promise<void>((resolve) => void ssm.listen(0, '127.0.0.1', resolve));
  try {
    const keys = { AWS_PROD_ACCESS_KEY_ID: deployer.accessKeyId, AWS_PROD_SECRET_ACCESS_KEY: deployer.secretAccessKey };
    const endpoint = { AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${(ssm.address() as AddressInfo).port}` };
    expect(await c.script(ARN, { ...keys, ...endpoint })).toMatchObject({ value: SESSION('prod'), error: undefined });
    expect(askers).toEqual([c.user.accessKeyId]);
    expect(callers(c)).toEqual(['deployer']);
  } finally {
    ssm.close();
    ssm.closeAllConnections();
  }
});

test('a profile of the stage that depends on AWS by itself does not go round for ever', async () => {
  const { c } = await world({ 'serverless.yml': YML.replace('  name: aws\n', '  name: aws\n  profile: ${ssm:/profile}\n') });
  await using _ = c;
  const { error } = await c.script(ARN, { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
  expect(error?.code).toBe('STS_VARIABLE_CYCLE');
});
