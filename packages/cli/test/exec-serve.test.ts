import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { CliWorld, PRINT_ENV } from './support/cli-world.js';

const SDK = createRequire(import.meta.url).resolve('@aws-sdk/client-sts');

/** Asks STS who it is for every line of its input, with one client of the SDK that finds its credentials by itself. */
const ASKS_WHO = `
const { STSClient, GetCallerIdentityCommand } = require(${JSON.stringify(SDK)});
const client = new STSClient({});
require('node:readline').createInterface({ input: process.stdin }).on('line', async () => {
  const { accessKeyId } = await client.config.credentials();
  const { Arn } = await client.send(new GetCallerIdentityCommand({}));
  console.log('I am ' + Arn + ' with ' + accessKeyId.slice(-4));
}).on('close', () => process.exit(0));
console.log('ready');`;

/** Asks the server whatever it is told to, and prints status and body. */
const ASKS_SERVER = `
const { request } = require('node:http');
const url = new URL(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI);
const token = process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
const ask = (path, method, headers) => new Promise((resolve) => {
  request({ host: url.hostname, port: url.port, path, method, headers }, (response) => {
    let text = '';
    response.on('data', (part) => (text += part)).on('end', () => resolve([response.statusCode, JSON.parse(text)]));
  }).end();
});
(async () => {
  const good = { authorization: token };
  console.log(JSON.stringify({
    url: url.href,
    good: await ask(url.pathname, 'GET', good),
    noToken: await ask(url.pathname, 'GET', {}),
    wrongToken: await ask(url.pathname, 'GET', { authorization: token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A') }),
    longToken: await ask(url.pathname, 'GET', { authorization: token + 'x' }),
    wrongHost: await ask(url.pathname, 'GET', { ...good, host: 'evil.example.com' }),
    wrongPath: await ask('/', 'GET', good),
    wrongMethod: await ask(url.pathname, 'POST', good),
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(AWS|STS)_/.test(name))),
  }));
})();`;

test("the real SDK is the role, and goes on with renewed credentials; a default profile of the caller's does not get in the way", async () => {
  await using world = await CliWorld.make({
    'home/.aws/credentials': '[default]\naws_access_key_id = AKIASTRANGER00000000\naws_secret_access_key = of-a-stranger\n',
  });
  world.sts.lifetimeSeconds = 200;
  const env = { AWS_CONFIG_FILE: undefined, AWS_SHARED_CREDENTIALS_FILE: undefined };
  await using running = world.start(['exec', '--serve', '--', 'node', '-e', ASKS_WHO], { home: world.project.path('home'), env });
  await running.waitForOutput('ready');
  const seen = new Set<string>();
  // Less than five minutes before their end the SDK gets new ones, in the background.
  for (let asked = 0; asked < 20 && seen.size < 2; asked++) {
    running.write('who\n');
    seen.add(await running.waitForOutput(/I am arn:aws:sts::222222222222:assumed-role\/orders\/\S+ with \S+/));
  }
  expect(seen.size).toBeGreaterThan(1);
  expect(world.sts.count('AssumeRole')).toBeGreaterThan(1);
});

test('the server lets in who has the token, asks for what there is, by its own address; the command has no keys', async () => {
  await using world = await CliWorld.make();
  const result = await world.run(['exec', '--serve', '--', 'node', '-e', ASKS_SERVER]);
  expect(result, result.all).toMatchObject({ exitCode: 0, stderr: '' });
  const { url, env, good, ...refused } = JSON.parse(result.stdout) as Record<string, [number, Record<string, string>]> & {
    url: string;
    env: Record<string, string>;
  };
  const [issued] = world.sts.issued;
  expect(good).toEqual([
    200,
    {
      AccessKeyId: issued?.accessKeyId,
      SecretAccessKey: issued?.secretAccessKey,
      Token: issued?.sessionToken,
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      AccountId: '222222222222',
      RoleArn: world.roleArn,
    },
  ]);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
  expect(Object.fromEntries(Object.entries(refused).map(([what, [status]]) => [what, status]))).toEqual({
    noToken: 401,
    wrongToken: 401,
    longToken: 401,
    wrongHost: 403,
    wrongPath: 404,
    wrongMethod: 405,
  });
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION']) {
    expect(env).not.toHaveProperty(name);
  }
  expect(env).toMatchObject({
    AWS_REGION: 'eu-central-1',
    STS_ASSUMED_ROLE_ARN: expect.stringContaining('assumed-role/orders/') as string,
  });
});

test('when the role cannot be renewed, the valid credentials go on, the reason is told once, and no refusal is left behind', async () => {
  await using world = await CliWorld.make();
  world.sts.lifetimeSeconds = 200;
  await using running = world.start(['exec', '--serve', '--', 'node', '-e', ASKS_WHO]);
  await running.waitForOutput('ready');
  world.sts.setTrust(world.roleArn, 'arn:aws:iam::222222222222:user/somebody-else');
  for (let asked = 0; asked < 2; asked++) {
    running.write('who\n');
    await running.waitForOutput(/I am arn:aws:sts::222222222222:assumed-role\/orders\//);
  }
  expect(running.output.split('could not be renewed. STS_ACCESS_DENIED')).toHaveLength(2);
  running.kill('SIGTERM');
  expect(await running.result).toMatchObject({ signal: 'SIGTERM' });
  expect((await world.project.list('node_modules/.cache')).filter((file) => file.includes('refused'))).toEqual([]);
});

test('the server ends with the command, also when that ends by a signal', async () => {
  await using world = await CliWorld.make();
  const script = `console.log('at ' + process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI); setInterval(() => {}, 1000)`;
  await using running = world.start(['exec', '--serve', '--', 'node', '-e', script]);
  const [, url = ''] = /at (\S+)/.exec(await running.waitForOutput(/at http:\S+\n/)) ?? [];
  expect((await fetch(url)).status).toBe(401);
  running.kill('SIGTERM');
  expect(await running.result).toMatchObject({ signal: 'SIGTERM' });
  await expect(fetch(url)).rejects.toThrow();
});

test('what asks for the same role below goes on with it, and assumes nothing', async () => {
  await using world = await CliWorld.make();
  const inner = ['node', world.project.path('node_modules/@sts/cli/dist/bin.js'), 'exec', '--duration-seconds', '7200'];
  const result = await world.run(['exec', '--serve', '--', ...inner, 'node', '-e', PRINT_ENV]);
  expect(result, result.all).toMatchObject({ exitCode: 0 });
  const env = JSON.parse(result.stdout) as Record<string, string>;
  expect(env['AWS_ACCESS_KEY_ID']).toBe(world.sts.issued[0]?.accessKeyId);
  expect(env).not.toHaveProperty('AWS_CONTAINER_CREDENTIALS_FULL_URI');
  expect(world.sts.count('AssumeRole')).toBe(1);
});
