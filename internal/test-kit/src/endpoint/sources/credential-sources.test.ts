import { fileURLToPath } from 'node:url';
import { fromContainerMetadata, fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ACCOUNT, assume, refusal, ROLE, whoAmI, type Keys } from '../../../test/sdk.js';
import { seed } from '../../project/seed.js';
import { run } from '../../run/run.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const SOURCE = `arn:aws:iam::${ACCOUNT}:role/team/Source`;
const ANY_KEYS = { accessKeyId: expect.stringMatching(/^ASIA/), secretAccessKey: expect.stringMatching(/^.{40}$/) };

let endpoint: StsEndpoint;

beforeEach(async () => {
  endpoint = await startStsEndpoint();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.close();
});

function stub(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

/** The default chain of a process of its own, with these variables and nothing else. */
async function chain(env: Readonly<Record<string, string>>): Promise<{ keys?: Keys; error?: string }> {
  const script = `import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
    const result = await fromNodeProviderChain()().then(
      ({ accessKeyId, secretAccessKey, sessionToken }) => ({ keys: { accessKeyId, secretAccessKey, sessionToken } }),
      (error) => ({ error: error.message }),
    );
    process.stdout.write(JSON.stringify(result));`;
  const variables = { AWS_REGION: 'eu-central-1', ...env };
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: HERE, env: variables });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Whoever has these keys is the session, can go on to another role that trusts it, and for an hour at the most. */
async function expectSession(keys: Keys, roleArn: string, sessionArn: string): Promise<void> {
  expect(await whoAmI(endpoint, keys)).toBe(sessionArn);
  endpoint.addRole({ arn: ROLE, trust: roleArn, maxSessionDuration: 43_200 });
  expect((await assume(endpoint, keys)).Credentials).toBeDefined();
  expect((await refusal(assume(endpoint, keys, { DurationSeconds: 3601 }))).message).toContain('role chaining');
  expect(endpoint.issued.map(({ accessKeyId }) => accessKeyId)).toContain(keys.accessKeyId);
}

describe('the SSO portal', () => {
  async function login(source: ReturnType<StsEndpoint['addSso']>, endsInSeconds?: number) {
    const home = await seed(source.homeFiles('dev', endsInSeconds));
    return { home, env: { ...source.env, HOME: home.dir, AWS_CONFIG_FILE: `${home.dir}/.aws/config`, AWS_PROFILE: 'dev' } };
  }

  test('hands out a session of the role that the permission set has in the account', async () => {
    const sso = endpoint.addSso({ roleName: 'Developer' });
    const { home, env } = await login(sso);
    await using _ = home;
    const { keys } = await chain(env);
    if (keys === undefined) throw new Error('no keys');
    expect(sso.roleArn).toMatch(
      /^arn:aws:iam::123456789012:role\/aws-reserved\/sso.amazonaws.com\/eu-central-1\/AWSReservedSSO_Developer_[0-9a-f]{16}$/,
    );
    await expectSession(keys, sso.roleArn, sso.sessionArn);
    expect(sso.asked).toBe(1);
    expect(sso.sessionArn).toMatch(/AWSReservedSSO_Developer_[0-9a-f]{16}\/ann@example.com$/);
  });

  test('knows many permission sets behind one token, each by its own', async () => {
    const one = endpoint.addSso({ roleName: 'Developer', accessToken: 'token' });
    const two = endpoint.addSso({ roleName: 'Admin', accessToken: 'token' });
    const { home, env } = await login(one);
    await using _ = home;
    await chain(env);
    expect([one.asked, two.asked]).toEqual([1, 0]);
  });

  test.each([
    ['a token that is not known', { accessToken: 'a' }, { accessToken: 'b' }, /Session token not found or invalid/],
    ['a permission set that the user does not have', { accessToken: 'a' }, { accessToken: 'a', roleName: 'Admin' }, /No access/],
  ])('refuses %s', async (_, has, asks, message) => {
    endpoint.addSso({ roleName: 'Developer', ...has });
    await using other = await startStsEndpoint();
    const { home, env } = await login(other.addSso({ roleName: 'Developer', ...asks }));
    await using _home = home;
    expect((await chain({ ...env, AWS_ENDPOINT_URL_SSO: endpoint.url })).error).toMatch(message);
  });

  test('is not even asked with a login that is over', async () => {
    const sso = endpoint.addSso({ roleName: 'Developer' });
    const { home, env } = await login(sso, -60);
    await using _ = home;
    expect((await chain(env)).error).toContain('aws sso login');
    expect(sso.asked).toBe(0);
  });
});

describe('the endpoint of a container', () => {
  test('hands out a session of its role to the default chain of a process', async () => {
    const container = endpoint.addContainer({ roleArn: SOURCE });
    const { keys } = await chain(container.env);
    if (keys === undefined) throw new Error('no keys');
    await expectSession(keys, SOURCE, container.sessionArn);
    expect(container.asked).toBe(1);
  });

  test('refuses a wrong token, and counts that, too', async () => {
    const container = endpoint.addContainer({ roleArn: SOURCE, authorizationToken: 'right' });
    stub({ ...container.env, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' });
    await expect(fromHttp({ maxRetries: 0 })()).rejects.toThrow('401');
    expect(container.asked).toBe(1);
  });

  test('gives them the lifetime that was asked for, or the one of the endpoint', async () => {
    const container = endpoint.addContainer({ roleArn: SOURCE, durationSeconds: 900 });
    stub(container.env);
    const end = async () => ((await fromHttp()()).expiration?.getTime() ?? 0) - Date.now();
    expect(await end()).toBeLessThanOrEqual(900_000);
    endpoint.lifetimeSeconds = 5;
    expect(await end()).toBeLessThanOrEqual(5000);
  });

  test('fails when it is told to', async () => {
    const container = endpoint.addContainer({ roleArn: SOURCE });
    container.status = 500;
    stub(container.env);
    await expect(fromHttp({ maxRetries: 0 })()).rejects.toThrow('500');
    container.status = undefined;
    expect(await fromHttp()()).toMatchObject(ANY_KEYS);
  });

  test('is understood by the older provider, too', async () => {
    stub(endpoint.addContainer({ roleArn: SOURCE }).env);
    expect(await fromContainerMetadata()()).toMatchObject(ANY_KEYS);
  });
});

describe('the instance metadata', () => {
  test('hand out a session of the role of the instance, to the default chain of a process', async () => {
    const instance = endpoint.addInstance({ roleArn: SOURCE });
    const { keys } = await chain({ ...instance.env, AWS_EC2_METADATA_V1_DISABLED: 'true' });
    if (keys === undefined) throw new Error('no keys');
    await expectSession(keys, SOURCE, instance.sessionArn);
    expect(instance.asked).toBe(1);
    expect(instance.sessionArn).toMatch(/assumed-role\/Source\/i-[0-9a-f]{17}$/);
  });

  test('tell nothing without a token, and give none to a proxy or for longer than there is', async () => {
    const instance = endpoint.addInstance({ roleArn: SOURCE });
    const token = async (headers: Record<string, string>) =>
      (await fetch(`${endpoint.url}/latest/api/token`, { method: 'PUT', headers })).status;
    const ttl = 'x-aws-ec2-metadata-token-ttl-seconds';
    expect((await fetch(instance.url)).status).toBe(401);
    expect((await fetch(`${instance.url}Source`, { headers: { 'x-aws-ec2-metadata-token': 'made up' } })).status).toBe(401);
    expect(await token({})).toBe(400);
    expect(await token({ [ttl]: '21601' })).toBe(400);
    expect(await token({ [ttl]: '60', 'x-forwarded-for': '10.0.0.1' })).toBe(403);
    expect(await token({ [ttl]: '60' })).toBe(200);
  });

  test('a token ends by the clock of the server', async () => {
    const { url } = endpoint.addInstance({ roleArn: SOURCE });
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
    const token = await (await fetch(`${endpoint.url}/latest/api/token`, { method: 'PUT', headers })).text();
    const status = async () => (await fetch(`${url}Source`, { headers: { 'x-aws-ec2-metadata-token': token } })).status;
    expect(await status()).toBe(200);
    endpoint.clockOffsetMs = 60_001;
    expect(await status()).toBe(401);
  });

  test('know no other role, and none at all where there is no instance', async () => {
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', endpoint.url);
    await expect(fromInstanceMetadata({ maxRetries: 0 })()).rejects.toMatchObject({ statusCode: 404 });
    endpoint.addInstance({ roleArn: SOURCE });
    endpoint.removeRole(SOURCE);
    await expect(fromInstanceMetadata({ maxRetries: 0 })()).rejects.toMatchObject({ statusCode: 404 });
  });
});

test('asking a source is no call to STS, and a reset forgets it', async () => {
  const container = endpoint.addContainer({ roleArn: SOURCE });
  stub(container.env);
  await fromHttp()();
  expect(endpoint.count()).toBe(0);
  endpoint.reset();
  expect(container.asked).toBe(0);
});

test('a role that there is stays as it is', async () => {
  endpoint.addRole({ arn: SOURCE, trust: ACCOUNT });
  endpoint.addContainer({ roleArn: SOURCE });
  const ann = endpoint.addUser({ name: 'ann', policy: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } });
  expect((await assume(endpoint, ann, { RoleArn: SOURCE })).Credentials).toBeDefined();
});

test('sources can come with the options, and be added and read from another process', async () => {
  await using other = await startStsEndpoint({
    sso: [{ roleName: 'Developer' }],
    containers: [{ roleArn: SOURCE }],
    instance: { roleArn: SOURCE },
  });
  await fetch(`${other.url}/_kit/containers`, { method: 'POST', body: JSON.stringify({ roleArn: SOURCE }) });
  const sources: unknown = await (await fetch(`${other.url}/_kit/sources`)).json();
  expect(sources).toMatchObject([{ kind: 'sso' }, { kind: 'container' }, { kind: 'instance' }, { kind: 'container', asked: 0 }]);
  expect(other.sources).toHaveLength(4);
});
