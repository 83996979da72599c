import type { Project } from '@sts/test-kit';
import { type Runner, sampleOf } from '@sts/runners';
import { leftBehind, RoleWorld } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { linkSdk } from './link-sdk.js';

const ROWS = sampleOf('mocha').map((runner) => ({ runner, id: runner.id }));

const yml = (world: RoleWorld): string => `service: orders
provider:
  name: aws
  region: eu-central-1
  iam:
    role: ${world.addRole('orders')}
functions:
  refund:
    handler: refund.handler
    role: ${world.addRole('refunds')}
`;

/** Asks STS itself who it is, with credentials given, or with those that the SDK finds. */
const WHO = `const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
exports.who = async (credentials) => {
  const { Arn } = await new STSClient({ region: 'eu-central-1', credentials }).send(new GetCallerIdentityCommand({}));
  return Arn.split('/')[1];
};
`;

const COMMON = `const assert = require('node:assert');
const { assumeRole, openSession, resolveTarget, isStsError } = require('@sts/core');
const { who } = require('../who.cjs');
`;

const MODULE = `import assert from 'node:assert';
import { assumeRole, openSession, resolveTarget, isStsError } from '@sts/core';
import who from '../who.cjs';
`;

const HOOK = `${COMMON}
describe('in a hook', () => {
  before(function () {
    this.timeout(0);
    return assumeRole();
  });
  it('is the role', async () => assert.equal(await who(), 'orders'));
});
`;

const TOP = `${MODULE}
await assumeRole();
it('is the role from the top level of a module', async () => assert.equal(await who.who(), 'orders'));
`;

const SEVERAL = `${COMMON}
describe('several roles side by side', () => {
  it('SDK clients take the credentials of sessions', async () => {
    const [one, other] = await Promise.all([openSession(), openSession({ function: 'refund' })]);
    assert.deepEqual(await Promise.all([who(one.credentials), who(other.credentials)]), ['orders', 'refunds']);
    assert.ok(other.credentials.expiration instanceof Date);
  });
  it('a session is put on, and taken off again, in any order', async () => {
    const before = JSON.stringify(process.env);
    const undoOne = (await openSession()).apply();
    const undoOther = (await openSession({ function: 'refund' })).apply();
    assert.equal(await who(), 'refunds');
    undoOne();
    assert.equal(await who(), 'refunds');
    undoOther();
    assert.equal(JSON.stringify(process.env), before);
  });
  it('assumeRole again and at the same time, with the same options and with others', async () => {
    const [one, same] = await Promise.all([assumeRole(), assumeRole()]);
    assert.equal(one.credentials.accessKeyId, same.credentials.accessKeyId);
    await assumeRole({ function: 'refund' });
    assert.equal(await who(), 'refunds');
    await assumeRole();
    assert.equal(await who(), 'orders');
  });
  it('a target is resolved, and an error told by its code', async () => {
    assert.match((await resolveTarget({ function: 'refund' })).roleArn, /refunds$/);
    await assert.rejects(openSession({ function: 'nobody' }), (error) => isStsError(error, 'STS_FUNCTION_UNKNOWN'));
    await assert.rejects(openSession({ stge: 'dev' }), (error) => isStsError(error) && /Did you mean stage/.test(error.message));
  });
});
`;

/** The recipe of the README. */
const DELAY = `const { assumeRole } = require('@sts/core');
const assert = require('node:assert');
const { who } = require('../who.cjs');

assumeRole().then(
  () => {
    const key = process.env.AWS_ACCESS_KEY_ID;
    describe('with --delay', () => {
      it('knows the role when its tests are defined', async () => assert.ok(key && (await who()) === 'orders'));
    });
    setImmediate(run);
  },
  (error) => setImmediate(() => { throw error; }),
);
`;

async function project(world: RoleWorld, runner: Runner, files: Record<string, string>): Promise<Project> {
  const made = await world.project(runner, { 'serverless.yml': yml(world), 'who.cjs': WHO, ...files });
  await linkSdk(made);
  return made;
}

describe.for(ROWS)('$id', ({ runner }) => {
  test('assumeRole() in hooks and at the top level, and several roles in a file, for one call each in all files and workers', async () => {
    await using world = await RoleWorld.make();
    const hooks = Object.fromEntries([1, 2, 3].map((number) => [`spec/hook-${number}.test.cjs`, HOOK]));
    const files = { ...hooks, 'spec/top.test.mjs': TOP, 'spec/several.test.cjs': SEVERAL };
    for (const args of [[], ['--parallel', '--jobs=2']]) {
      world.sts.reset();
      const consumer = await project(world, runner, files);

      const result = await world.run(runner, consumer, ['--timeout=30000', ...args, 'spec/*.test.*']);

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      expect(result.all).toContain('8 passing');
      expect(world.sts.count('AssumeRole')).toBe(2);
      expect(await leftBehind(consumer)).toEqual([]);
      for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
    }
  });

  test('the same beside --require @sts/mocha', async () => {
    await using world = await RoleWorld.make();
    const consumer = await project(world, runner, {
      'spec/hook.test.cjs': HOOK,
      'spec/top.test.mjs': TOP,
      'spec/several.test.cjs': SEVERAL,
    });
    for (const args of [[], ['--parallel', '--jobs=2']]) {
      const result = await world.run(runner, consumer, ['--require', '@sts/mocha', '--timeout=30000', ...args, 'spec/*.test.*']);

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      expect(result.all).toContain('6 passing');
      expect(world.sts.count('AssumeRole')).toBe(2);
    }
  });

  test('the recipe with --delay, with and without an answer in the cache', async () => {
    await using world = await RoleWorld.make();
    const consumer = await project(world, runner, { 'spec/delay.test.cjs': DELAY });
    for (const calls of [1, 1]) {
      const result = await world.run(runner, consumer, ['--delay', '--timeout=30000', 'spec/*.test.*']);

      expect(result, result.all).toMatchObject({ exitCode: 0 });
      expect(result.all).toContain('1 passing');
      expect(world.sts.count('AssumeRole')).toBe(calls);
    }
    await consumer.write('serverless.yml', 'service: orders\nprovider:\n  name: aws\n');
    const refused = await world.run(runner, consumer, ['--delay', 'spec/*.test.*']);
    expect(refused.exitCode, refused.all).not.toBe(0);
    expect(refused.all).toContain('STS_ROLE_MISSING');
  });
});
