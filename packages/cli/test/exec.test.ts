import { chmod } from 'node:fs/promises';
import { noTerminal } from '@sts/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliWorld, PRINT_ENV } from './support/cli-world.js';

/** The command lives until it is told to end; it says which signals came. */
const TELLS_SIGNALS = `
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => { console.log('got ' + signal); setTimeout(() => process.exit(7), 300); });
setInterval(() => {}, 1000);
console.log('ready');`;

let world: CliWorld;
beforeAll(async () => {
  world = await CliWorld.make();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the command', () => {
  test('is the role, and nobody else by accident; the second one needs no call', async () => {
    const strangers = { AWS_PROFILE: '', AWS_SECURITY_TOKEN: 'a stranger', AWS_DEFAULT_PROFILE: 'a-stranger', AWS_DEV_SESSION_TOKEN: 'x' };
    const result = await world.run(['exec', '--', 'node', '-e', PRINT_ENV], { env: strangers });

    expect(result, result.all).toMatchObject({ exitCode: 0, stderr: '' });
    const env = JSON.parse(result.stdout) as Record<string, string>;
    const [issued] = world.sts.issued;
    expect(env).toMatchObject({
      AWS_ACCESS_KEY_ID: issued?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: issued?.secretAccessKey,
      AWS_SESSION_TOKEN: issued?.sessionToken,
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCOUNT_ID: '222222222222',
    });
    for (const name of Object.keys(strangers)) expect(env).not.toHaveProperty(name);

    const again = await world.run(['exec', 'node', '-e', PRINT_ENV]);
    expect((JSON.parse(again.stdout) as Record<string, string>)['AWS_ACCESS_KEY_ID']).toBe(issued?.accessKeyId);
    expect(world.sts.count('AssumeRole')).toBe(1);
  });

  test('comes to the same role when it reads the configuration too, whatever flags decide', async () => {
    const nested = "require('@sts/core').assumeRole().then((s) => console.log(JSON.stringify([s.target.stage, s.target.roleArn])))";
    const calls = world.sts.count('AssumeRole');
    const flags = ['--stage', 'prod', '--role-arn', world.roleArn, '--config', './serverless.yml', '--params', 'a=1,b=2'];
    const result = await world.run(['exec', ...flags, '--', 'node', '-e', nested]);
    expect(JSON.parse(result.stdout), result.all).toEqual(['prod', world.roleArn]);
    expect(world.sts.count('AssumeRole') - calls).toBe(1);
  });

  test('gets its arguments as they are, without a shell, also those that look like ours', async () => {
    const given = ['--stage', '--help', '$HOME', 'a b', '"', '*', '--', '-x', ''];
    for (const words of [['--', 'node'], ['node']]) {
      const result = await world.run(['exec', ...words, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...given]);
      expect(JSON.parse(result.stdout), result.all).toEqual(given);
    }
  });

  test('has our input and outputs', async () => {
    const script = 'process.stdin.pipe(process.stdout); console.error("told on stderr")';
    const result = await world.run(['exec', '--', 'node', '-e', script], { input: 'what was given' });
    expect(result).toMatchObject({ exitCode: 0, stdout: 'what was given', stderr: 'told on stderr\n' });
  });

  test('gives its exit status', async () => {
    for (const code of [0, 1, 3, 125, 255]) {
      const { exitCode } = await world.run(['exec', '--', 'node', '-e', `process.exit(${code})`]);
      expect(exitCode).toBe(code);
    }
  });

  test.for(['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGABRT'] as const)('that ends by %s ends sts by that', async (signal) => {
    const result = await world.run(['exec', '--', 'node', '-e', `process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000)`]);
    expect(result).toMatchObject({ exitCode: undefined, signal });
  });

  test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('gets %s, and its own end counts', async (signal) => {
    await using running = world.start(['exec', '--', 'node', '-e', TELLS_SIGNALS]);
    await running.waitForOutput('ready');
    running.kill(signal);
    await running.waitForOutput(`got ${signal}`);
    expect(await running.result).toMatchObject({ exitCode: 7 });
  });

  test.skipIf(noTerminal() !== undefined)('gets Ctrl-C on a terminal once, not twice', async () => {
    await using running = world.startOnTerminal(['exec', '--', 'node', '-e', TELLS_SIGNALS]);
    await running.waitForOutput('ready');
    running.write('\u0003');
    const { all } = await running.result;
    expect(all.split('got SIGINT')).toHaveLength(2);
  });
});

describe('not started', () => {
  test.for([
    ['a command that there is not', ['no-such-command-here'], 127, 'there is no such command'],
    ['a path that there is not', ['./no/such/file'], 127, 'there is no such command'],
    ['a whole command line in one word', ['npm test'], 127, 'as words of their own'],
    ['a folder', ['./node_modules'], 126, 'cannot be executed'],
    ['a file that may not be executed', ['./serverless.yml'], 126, 'cannot be executed'],
    ['a script whose interpreter is missing', ['./bad-script'], 126, 'cannot be executed'],
    ['no command', [], 125, 'STS_USAGE: There is no command to run'],
    ['only --', ['--'], 125, 'STS_USAGE: There is no command to run'],
    ['an option that there is not', ['--stge', 'x', 'true'], 125, 'Did you mean --stage?'],
    ['an option without its value', ['--stage'], 125, 'argument missing'],
    ['an option with a wrong value', ['--duration-seconds', '1', 'true'], 125, '(from --duration-seconds)'],
    ['a stage that is not allowed', ['--allowed-stages', 'dev', '--stage', 'prod', 'true'], 125, 'STS_STAGE_NOT_ALLOWED'],
    ['a configuration that there is not', ['--config', 'nowhere.yml', 'true'], 125, 'STS_CONFIG_NOT_FOUND'],
  ] as const)('%s', async ([, args, exitCode, says]) => {
    await world.project.write('bad-script', '#!/no/such/interpreter\n');
    await chmod(world.project.path('bad-script'), 0o755);
    const result = await world.run(['exec', ...args]);
    expect(result, result.all).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toContain(says);
    expect(result.stderr).not.toMatch(/\n {4}at /);
  });

  test('when the role is refused, an endpoint is down, or keys are wrong: one error, and the command does not run', async () => {
    world.sts.addRole({ arn: 'arn:aws:iam::222222222222:role/closed', trust: 'arn:aws:iam::222222222222:user/somebody-else' });
    const rows = [
      [['--role-arn', 'arn:aws:iam::222222222222:role/closed'], {}, 'STS_ACCESS_DENIED'],
      [['--endpoint', 'http://127.0.0.1:9', '--no-cache'], {}, 'STS_UNREACHABLE'],
      [[], { AWS_SECRET_ACCESS_KEY: 'wrong' }, 'STS_SIGNATURE_INVALID'],
      [[], { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }, 'STS_NO_CREDENTIALS'],
    ] as const;
    for (const [flags, env, code] of rows) {
      const result = await world.run(['exec', ...flags, '--', 'node', '-e', 'console.log("it ran")'], { env });
      expect(result, result.all).toMatchObject({ exitCode: 125, stdout: '' });
      expect(result.stderr.split(`${code}: `)).toHaveLength(2);
      for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
    }
    // A refusal is for those who ask at the same time, not for the next.
    expect((await world.project.list('node_modules/.cache')).filter((file) => file.includes('refused'))).toEqual([]);
  });
});

describe('options', () => {
  test('flags come before STS_*, and those before custom.sts; they may stand before the command', async () => {
    for (const name of ['by-flag', 'by-variable', 'by-file']) {
      world.sts.addRole({ arn: `arn:aws:iam::222222222222:role/${name}`, trust: world.user.arn });
    }
    await world.project.write(
      'other.yml',
      `service: x\ncustom: { sts: { roleArn: 'arn:aws:iam::222222222222:role/by-file' } }\nprovider: { name: aws }\n`,
    );
    const who = ['--', 'node', '-p', 'process.env.STS_ASSUMED_ROLE_ARN'];
    const env = { STS_ROLE_ARN: 'arn:aws:iam::222222222222:role/by-variable' };
    const flag = ['--role-arn', 'arn:aws:iam::222222222222:role/by-flag'];
    const config = ['--config=other.yml'];
    expect((await world.run(['exec', ...config, ...flag, ...who], { env })).stdout).toContain('/by-flag/');
    expect((await world.run([...config, ...flag, 'exec', ...who], { env })).stdout).toContain('/by-flag/');
    expect((await world.run(['exec', ...config, ...who], { env })).stdout).toContain('/by-variable/');
    expect((await world.run(['exec', ...config, ...who])).stdout).toContain('/by-file/');
  });

  test('lists and maps may be given in several flags, or in one', async () => {
    const flags = ['--tags', 'team=a', '--tags', 'cost=b,x=y', '--transitive-tag-keys', 'team', '--duration-seconds=900', '--no-cache'];
    const arn = 'arn:aws:iam::222222222222:role/tagged';
    world.sts.addRole({
      arn,
      trust: { Statement: { Effect: 'Allow', Principal: { AWS: world.user.arn }, Action: ['sts:AssumeRole', 'sts:TagSession'] } },
    });
    const result = await world.run(['exec', '--role-arn', arn, ...flags, 'true']);
    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const call = world.sts.calls.findLast(({ action }) => action === 'AssumeRole');
    expect(call?.params).toMatchObject({ 'Tags.member.3.Key': 'x', 'TransitiveTagKeys.member.1': 'team', DurationSeconds: '900' });
  });

  test('STS_ENABLED=0 runs the command as whoever it is', async () => {
    const result = await world.run(['exec', '--', 'node', '-p', 'process.env.AWS_ACCESS_KEY_ID'], { env: { STS_ENABLED: '0' } });
    expect(result.stdout.trim()).toBe(world.user.accessKeyId);
  });
});
