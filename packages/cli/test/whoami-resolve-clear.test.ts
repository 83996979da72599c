import { chmod, rename, symlink, utimes } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { CliWorld } from './support/cli-world.js';

describe('whoami', () => {
  test('says what STS says of the role, until when, and whose credentials led to it', async () => {
    await using world = await CliWorld.make();
    const { exitCode, stdout, stderr } = await world.run(['whoami', '--json']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      roleArn: world.roleArn,
      accountId: '222222222222',
      arn: 'arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test',
      region: 'eu-central-1',
      stage: 'dev',
      source: { kind: 'keys', text: `the keys …${world.user.accessKeyId.slice(-4)}`, from: 'AWS_ACCESS_KEY_ID' },
    });
    const text = await world.run(['whoami']);
    expect(text.stdout).toMatch(/^expires {3}\d{4}-.*Z, in 5\d min$/m);
    expect(text.stdout).toContain('arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test');
    for (const secret of world.secrets()) expect(text.all + stdout).not.toContain(secret);
  });

  test('below sts exec it says that the process is the role already', async () => {
    await using world = await CliWorld.make();
    const whoami = ['node', 'node_modules/@sts/cli/dist/bin.js', 'whoami', '--json'];
    for (const serve of [[], ['--serve']]) {
      const result = await world.run(['exec', ...serve, '--', ...whoami]);
      expect(JSON.parse(result.stdout), result.all).toMatchObject({ roleArn: world.roleArn, source: { kind: 'inherited' } });
    }
    expect(world.sts.count('AssumeRole')).toBe(1);
  });

  test('a refusal is an error for people, and one for programs', async () => {
    await using world = await CliWorld.make();
    world.sts.setTrust(world.roleArn, 'arn:aws:iam::222222222222:user/somebody-else');
    const result = await world.run(['whoami', '--json']);
    expect(result.exitCode).toBe(1);
    expect(JSON.parse(result.stdout)).toMatchObject({
      error: { code: 'STS_ACCESS_DENIED', hint: expect.stringContaining('"Principal"') as string },
    });
    expect(result.stderr).toMatch(/^STS_ACCESS_DENIED: /);
  });
});

describe('resolve', () => {
  const files = {
    'serverless.yml': `service: orders\ncustom:\n  account: '222222222222'\nprovider:\n  name: aws\n  stage: \${env:STAGE, 'dev'}\n  iam:\n    role: arn:aws:iam::\${self:custom.account}:role/app/orders\n`,
    'sub/.keep': '',
  };

  test('says what and why, with places that editors open, and sends nothing', async () => {
    await using world = await CliWorld.make(files);
    const { stdout, exitCode } = await world.run(['resolve', '--region', 'eu-west-3']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'role    arn:aws:iam::222222222222:role/app/orders',
        '          provider.iam.role in serverless.yml (serverless.yml:8:5)',
        '          ${self:custom.account} (serverless.yml:8:5): from self:custom.account',
        'region  eu-west-3',
        '          --region',
        'stage   dev',
        '          provider.stage in serverless.yml (serverless.yml:6:3)',
        "          ${env:STAGE, 'dev'} (serverless.yml:6:3): from the text in it",
        '',
      ].join('\n'),
    );
    expect(world.sts.count()).toBe(0);
  });

  test('as data it has everything, and what is not there is null', async () => {
    await using world = await CliWorld.make(files);
    const { stdout } = await world.run(['resolve', '--json'], { env: { STAGE: 'prod' } });
    expect(JSON.parse(stdout)).toMatchObject({
      roleArn: world.roleArn,
      stage: 'prod',
      function: null,
      profile: null,
      configFile: world.project.path('serverless.yml'),
      explanation: expect.arrayContaining([
        expect.objectContaining({ what: 'role', place: { file: world.project.path('serverless.yml'), line: 8, column: 5 } }),
      ]) as unknown,
    });
  });

  test('says why it needs credentials where the configuration leaves something to AWS', async () => {
    const generated = 'service: orders\nprovider: { name: aws }\nfunctions: { a: { handler: a.a } }\n';
    await using world = await CliWorld.make({ 'serverless.yml': generated });
    const nobody = await world.run(['resolve'], { env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined } });
    expect(nobody).toMatchObject({ exitCode: 1, stdout: '' });
    expect(nobody.stderr).toContain('STS_NO_CREDENTIALS');
    expect(nobody.stderr).toContain('the account of a role that Serverless generates');
    expect((await world.run(['resolve'])).stdout).toContain('STS was asked: the account of the source credentials');
  });

  test('needs no credentials', async () => {
    await using world = await CliWorld.make(files);
    expect(await world.run(['resolve'], { env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined } })).toMatchObject({
      exitCode: 0,
    });
  });
});

describe('clear', () => {
  const CACHE = 'node_modules/.cache/sts';

  test('removes what we keep, says so, and the next run asks STS again', async () => {
    await using world = await CliWorld.make();
    await world.run(['exec', 'true']);
    expect(await world.project.list(CACHE)).not.toEqual([]);
    const cleared = await world.run(['clear']);
    expect(cleared).toMatchObject({ exitCode: 0, stdout: `Removed from ${world.project.path(CACHE)}:\n  credentials: 1\n` });
    expect(await world.project.list(CACHE)).toEqual([]);
    expect((await world.run(['clear'])).stdout).toContain('Nothing to remove');
    await world.run(['exec', 'true']);
    expect(world.sts.count('AssumeRole')).toBe(2);
  });

  test('leaves what is not ours, and locks that are held; also where the configuration cannot be read', async () => {
    await using world = await CliWorld.make();
    await world.run(['exec', 'true']);
    const name = 'a'.repeat(40);
    await world.project.write(`${CACHE}/notes.txt`, 'mine');
    await world.project.write(`${CACHE}/${name}.lock.1`, '{}');
    await world.project.write(`${CACHE}/${name}.lock.2`, '{}');
    await utimes(world.project.path(CACHE, `${name}.lock.1`), 1, 1);
    await world.project.write('serverless.yml', 'a: [');
    const { stdout, exitCode } = await world.run(['clear', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      folder: world.project.path(CACHE),
      removed: { credentials: 1, locks: 1 },
      foreign: ['notes.txt'],
      held: 1,
    });
    expect(await world.project.list(CACHE)).toEqual([`${CACHE}/${name}.lock.2`, `${CACHE}/notes.txt`]);
  });

  test('refuses a folder that is a link or open to others, and removes nothing there', async () => {
    await using world = await CliWorld.make();
    await world.run(['exec', 'true']);
    const before = await world.project.list(CACHE);
    await chmod(world.project.path(CACHE), 0o755);
    expect(await world.run(['clear'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('STS_CACHE_UNSAFE') as string });
    expect(await world.project.list(CACHE)).toEqual(before);
    await chmod(world.project.path(CACHE), 0o700);
    await rename(world.project.path(CACHE), world.project.path('elsewhere'));
    await symlink(world.project.path('elsewhere'), world.project.path(CACHE));
    expect(await world.run(['clear'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is a link') as string });
    expect(await world.project.list('elsewhere')).toHaveLength(before.length);
    expect(await world.run(['clear', '--no-cache'])).toMatchObject({
      exitCode: 0,
      stdout: 'There is no cache here: the option cache is false.\n',
    });
  });
});
