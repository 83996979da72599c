import { chmod } from 'node:fs/promises';
import type { RunResult } from '@sts/test-kit';
import { expect, test } from 'vitest';
import { CliWorld } from './support/cli-world.js';

const JEST = {
  'package.json': { name: 'orders', devDependencies: { jest: '30' } },
  'jest.config.js': "module.exports = { testEnvironment: '@sts/jest-env' };\n",
};

interface Report {
  ok: boolean;
  checks: { name: string; status: string; text: string; fix?: string }[];
}

/** Status of each step, and the text of those that are a problem. */
function summary({ stdout }: RunResult): Record<string, string> {
  const { checks } = JSON.parse(stdout) as Report;
  return Object.fromEntries(checks.map(({ name, status, text }) => [name, status === 'problem' ? (text.split(':')[0] ?? '') : status]));
}

const GOOD = { configuration: 'ok', role: 'ok', source: 'ok', endpoint: 'ok', clock: 'ok', trust: 'ok', cache: 'ok', 'runner Jest': 'ok' };

test('where all is well each step says so, the role is assumed for real, and the exit status is 0', async () => {
  await using world = await CliWorld.make(JEST);
  await world.run(['exec', 'true']);
  const text = await world.run(['doctor']);
  expect(text, text.all).toMatchObject({ exitCode: 0, stderr: '' });
  expect(text.stdout).toContain(`key …${world.user.accessKeyId.slice(-4)}: ${world.user.arn}`);
  expect(text.stdout).toContain('assumed: arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test');
  expect(text.stdout).toMatch(/\nAll is well\.\n$/);
  expect(world.sts.count('AssumeRole')).toBe(2);
  const data = await world.run(['doctor', '--json']);
  expect(summary(data)).toEqual(GOOD);
  expect((JSON.parse(data.stdout) as Report).ok).toBe(true);
  for (const secret of world.secrets()) expect(text.all + data.all).not.toContain(secret);
});

test('below sts exec the process is the role already, and all is well', async () => {
  await using world = await CliWorld.make(JEST);
  const doctor = ['node', 'node_modules/@sts/cli/dist/bin.js', 'doctor', '--json'];
  for (const serve of [[], ['--serve']]) {
    const result = await world.run(['exec', ...serve, '--', ...doctor]);
    expect(summary(result), result.all).toEqual(GOOD);
  }
});

test('each thing that is wrong is told as itself, with what to do, and what needs it is not looked at', async () => {
  await using world = await CliWorld.make(JEST);
  const wrong = async (args: readonly string[], env = {}): Promise<Record<string, string>> => {
    const result = await world.run(['doctor', '--json', ...args], { env });
    expect(result.exitCode, result.all).toBe(1);
    const { checks } = JSON.parse(result.stdout) as Report;
    for (const { status, fix } of checks) if (status === 'problem') expect(fix).toMatch(/\S/);
    for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
    return summary(result);
  };
  const none = { role: 'skipped', source: 'skipped', endpoint: 'skipped', clock: 'skipped', trust: 'skipped' };
  expect(await wrong(['--config', 'nowhere.yml'])).toEqual({ ...GOOD, ...none, configuration: 'STS_CONFIG_NOT_FOUND' });
  expect(await wrong([], { STS_ENABLED: '0' })).toMatchObject({
    configuration: expect.stringContaining('switched off') as string,
    trust: 'skipped',
  });
  expect(await wrong(['--role-arn', 'orders'])).toMatchObject({ configuration: 'ok', role: 'STS_ROLE_INVALID', source: 'skipped' });
  expect(await wrong(['--allowed-accounts', '111111111111'])).toMatchObject({ configuration: 'ok', role: 'STS_ACCOUNT_NOT_ALLOWED' });
  expect(await wrong(['--profile', 'nobody'])).toEqual({ ...GOOD, source: 'STS_PROFILE_NOT_FOUND', trust: 'skipped' });
  expect(await wrong([], { AWS_SECRET_ACCESS_KEY: 'wrong' })).toEqual({ ...GOOD, source: 'STS_SIGNATURE_INVALID', trust: 'skipped' });
  expect(await wrong(['--endpoint', 'http://127.0.0.1:9'])).toEqual({
    ...GOOD,
    endpoint: 'STS_UNREACHABLE',
    clock: 'skipped',
    trust: 'skipped',
  });

  world.sts.setTrust(world.roleArn, 'arn:aws:iam::222222222222:user/somebody-else');
  expect(await wrong([])).toEqual({ ...GOOD, trust: 'STS_ACCESS_DENIED' });
  world.sts.clockOffsetMs = 600_000;
  expect(await wrong([])).toMatchObject({ endpoint: 'ok', clock: 'STS_CLOCK_SKEW' });
});

test('a cache that is not safe and a runner that is not set up are told, also without a role', async () => {
  await using world = await CliWorld.make({
    'package.json': {
      name: 'orders',
      packageManager: 'pnpm@9.0.0',
      devDependencies: { vitest: '4' },
      scripts: { unit: 'node --require @sts/node-test --test' },
    },
    'serverless.yml': 'service: x\nprovider: { name: aws }\n',
    'node_modules/.cache/sts/.keep': '',
  });
  await chmod(world.project.path('node_modules/.cache/sts'), 0o755);
  const { stdout } = await world.run(['doctor']);
  expect(stdout).toMatch(/^problem {2}cache +STS_CACHE_UNSAFE: /m);
  expect(stdout).toMatch(/^problem {2}runner Vitest +no configuration does not name @sts\/vitest.*\n +sts init$/m);
  expect(stdout).toMatch(/^problem {2}runner node:test +@sts\/node-test is not installed\.\n +pnpm add --save-dev @sts\/node-test$/m);
});

test('nothing hangs: an endpoint that is silent, a command for credentials that never ends', async () => {
  await using world = await CliWorld.make({
    ...JEST,
    config: `[profile slow]\ncredential_process = ${process.execPath} -e "setInterval(() => {}, 1000)"\n`,
  });
  const slow = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_PROFILE: 'slow',
    AWS_CONFIG_FILE: world.project.path('config'),
  };
  const source = await world.run(['doctor', '--json', '--timeout-ms', '8000'], { env: slow, timeoutMs: 60_000 });
  expect(summary(source), source.all).toEqual({ ...GOOD, source: 'STS_TIMEOUT', trust: 'skipped' });
  world.sts.fault({ kind: 'hold', times: 10 });
  const silent = await world.run(['doctor', '--json', '--timeout-ms', '1500'], { timeoutMs: 60_000 });
  expect(summary(silent), silent.all).toMatchObject({ endpoint: 'STS_TIMEOUT', trust: 'skipped' });
});
