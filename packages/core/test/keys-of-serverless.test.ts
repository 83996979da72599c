import { describe, expect, test } from 'vitest';
import { consumer, ROLE, YML } from './consumer.js';

const KEY_ID = 'return (await core.openSession()).credentials.accessKeyId';

describe('what custom.sts has for @sts/serverless alone', () => {
  test('stands beside the options, and what is in it is not resolved', async () => {
    const yml = `${YML}custom:\n  sts:\n    sessionName: mine\n    commands: \${ssm:/nobody/needs/this}\n    deploy:\n      roleArn: \${vault:nor.this}\n`;
    await using c = await consumer({ files: { 'serverless.yml': yml } });

    const { value, error } = await c.script('return (await core.openSession()).assumedRoleArn');

    expect(error).toBeUndefined();
    expect(value).toBe(`${ROLE.replace(':iam:', ':sts:').replace(':role/app/', ':assumed-role/')}/mine`);
    expect(c.sts.calls.map(({ action }) => action)).toEqual(['AssumeRole']);
  });

  test('is what a slip of the pen may have meant', async () => {
    await using c = await consumer({ files: { 'serverless.yml': `${YML}custom:\n  sts:\n    deplyo: x\n` } });
    expect((await c.script(KEY_ID)).error).toMatchObject({
      code: 'STS_OPTIONS_INVALID',
      message: expect.stringContaining('Did you mean deploy?'),
    });
  });

  test.for(['STS_COMMANDS', 'STS_DEPLOY'])('is no variable of the environment: %s of somebody else is passed over', async (name) => {
    await using c = await consumer();
    expect((await c.script(KEY_ID, { [name]: 'x' })).error).toBeUndefined();
  });
});
