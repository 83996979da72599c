import { mkdir, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sdk from '@aws-sdk/client-sts/package.json' with { type: 'json' };
import { type ProjectFiles, run, seed } from '@sts/test-kit';
import { beforeAll, describe, expect, inject, onTestFinished, vi } from 'vitest';
import { createUserAndRole, environmentOf } from '../src/iam.js';
import { whoAmIFile } from '../src/identities.js';
import { describeLocalStack, test } from '../src/test.js';

const tarballs = join(inject('runDir'), 'tarballs of consumer.test');

/** Two packages in place of ours: one depends on the other in a version that no registry has. */
beforeAll(async () => {
  await mkdir(tarballs, { recursive: true });
  await pack({
    'package.json': { name: '@sts/core', version: '0.0.0-e2e', exports: './index.js' },
    'index.js': "exports.origin = 'the tarball';",
  });
  await pack({
    'package.json': {
      name: '@sts/some-runner',
      version: '0.0.0-e2e',
      dependencies: { '@sts/core': '0.0.0-e2e' },
      bin: { 'some-runner': 'bin.js' },
    },
    'bin.js': `#!/usr/bin/env node
      const report = { core: require('@sts/core').origin, cwd: process.cwd(), node: process.version, env: process.env };
      console.log(JSON.stringify(report));`,
  });
});

async function pack(files: ProjectFiles): Promise<void> {
  await using project = await seed(files);
  const result = await run('npm', ['pack', '--pack-destination', tarballs], { cwd: project.dir });
  expect(result, result.all).toMatchObject({ exitCode: 0 });
}

const example = { files: { 'serverless.yml': 'service: some\n' }, devDependencies: { '@sts/some-runner': '*' } };

describe('a consumer project', () => {
  test('gets our packages from the tarballs, nested ones too, in a path with a space', async ({ install }) => {
    const consumer = await install(example, tarballs);

    const report = JSON.parse((await consumer.run('some-runner')).stdout);

    expect(report).toMatchObject({ core: 'the tarball', cwd: consumer.project.dir, node: process.version });
    expect(consumer.project.dir).toMatch(/ /);
    expect(consumer.project.dir.startsWith(join(import.meta.dirname, '../..'))).toBe(false);
  });

  test('is run with an environment that holds nothing of ours', async ({ install }) => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('AWS_PROFILE', 'mine');
    vi.stubEnv('npm_config_user_agent', 'mine');
    const consumer = await install(example, tarballs);

    const { env } = JSON.parse((await consumer.run('some-runner', [], { env: { AWS_REGION: 'eu-west-1' } })).stdout);

    expect(env).toMatchObject({ AWS_REGION: 'eu-west-1' });
    expect(env).not.toHaveProperty('AWS_PROFILE');
    expect(env).not.toHaveProperty('npm_config_user_agent');
  });

  test('shares an installation with others that want the same, but not its folder', async ({ install }) => {
    const one = await install(example, tarballs);
    const before = await installations();
    const other = await install(example, tarballs);

    expect(await installations()).toEqual(before);
    await one.project.write('node_modules/.cache/sts/answer.json', {});
    expect(await other.project.list('node_modules/.cache')).toEqual([]);
  });

  test('keeps the fields of its own package.json', async ({ install }) => {
    const files = { 'package.json': { type: 'module', jest: { testEnvironment: 'x' } } };
    const consumer = await install({ ...example, files }, tarballs);
    expect(JSON.parse(await consumer.project.read('package.json'))).toMatchObject({
      ...files['package.json'],
      devDependencies: { '@sts/some-runner': expect.stringMatching(/^file:.*sts-some-runner-0.0.0-e2e.tgz$/) },
    });
  });

  test('cannot name a package of ours that is not packed', async ({ install }) => {
    const wrong = { ...example, devDependencies: { '@sts/other': '*' } };
    await expect(install(wrong, tarballs)).rejects.toThrow(/@sts\/other is not among the tarballs .*npm run pack/);
    await expect(install(wrong, join(tmpdir(), 'sts no such folder'))).rejects.toThrow(/npm run pack/);
  });
});

async function installations(): Promise<[name: string, made: number][]> {
  const names = (await readdir(inject('runDir'))).filter((name) => name.startsWith('installed '));
  return Promise.all(names.map(async (name) => [name, (await stat(join(inject('runDir'), name))).ino]));
}

describeLocalStack('a consumer project and LocalStack', () => {
  test('its code tells who it is, and its calls are counted', async ({ localStack, install }) => {
    const { user, role } = await createUserAndRole(localStack);
    const consumer = await install(
      {
        files: { ...whoAmIFile, 'main.cjs': MAIN, 'package.json': { type: 'module' } },
        devDependencies: { '@aws-sdk/client-sts': sdk.version },
      },
      tarballs,
    );
    const mark = await localStack.mark();

    const env = { ...environmentOf(user, localStack), AWS_REGION: 'eu-west-1', ROLE: role.arn };
    const result = await consumer.run('node', ['main.cjs'], { env });

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(await consumer.takeIdentities()).toMatchObject([
      { label: 'before', arn: user.arn },
      { label: 'after', arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/main` },
    ]);
    expect(await consumer.takeIdentities()).toEqual([]);
    expect(await localStack.countSince(mark, 'sts.AssumeRole')).toBe(1);
  });
});

const MAIN = `const { AssumeRoleCommand, STSClient } = require('@aws-sdk/client-sts');
const { whoAmI } = require('./who-am-i.cjs');

(async () => {
  await whoAmI('before');
  const input = { RoleArn: process.env.ROLE, RoleSessionName: 'main' };
  const { Credentials } = await new STSClient({}).send(new AssumeRoleCommand(input));
  process.env.AWS_ACCESS_KEY_ID = Credentials.AccessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = Credentials.SecretAccessKey;
  process.env.AWS_SESSION_TOKEN = Credentials.SessionToken;
  await whoAmI('after');
})();
`;
