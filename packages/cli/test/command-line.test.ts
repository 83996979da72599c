import { execFileSync } from 'node:child_process';
import { type Running, run, noTerminal, start } from '@sts/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliWorld, STS } from './support/cli-world.js';

let world: CliWorld;
beforeAll(async () => {
  world = await CliWorld.make();
});
afterAll(() => world[Symbol.asyncDispose]());

const COMMANDS = ['exec', 'env', 'whoami', 'resolve', 'doctor', 'init', 'trust-policy', 'credential-process', 'clear', 'completion'];

describe('help', () => {
  test('of the whole names every command; of each command what it takes, with examples', async () => {
    const whole = await world.run(['--help']);
    expect(whole).toMatchObject({ exitCode: 0, stderr: '' });
    for (const command of COMMANDS) {
      expect(whole.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
      const own = await world.run([command, '--help']);
      expect(own, own.all).toMatchObject({ exitCode: 0, stderr: '' });
      expect(own.stdout).toMatch(/^Usage: sts /);
      expect(own.stdout).toMatch(/^Example.*:\n {2}(?:\$|PS>|\[)/m);
      if (command !== 'completion')
        expect(own.stdout).toMatch(/--duration-seconds <number> +Lifetime of the credentials in seconds, 900 to\s+43200\. Default/);
    }
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(await world.project.read('node_modules/@sts/cli/package.json')) as { version: string };
    expect(await world.run(['--version'])).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  });

  test.for([
    [[], 'Usage: sts'],
    [['exce'], 'Did you mean exec?'],
    [['whoami', '--rolearn', 'x'], 'Did you mean --role-arn?'],
    [['whoami', 'me'], 'Too many arguments'],
    [['whoami', '--stage'], 'See: sts whoami --help'],
    [['completion'], 'See: sts completion --help'],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish.'],
  ] as const)('%o is a wrong command line', async ([args, says]) => {
    const result = await world.run(args);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(says);
  });
});

describe('colours', () => {
  test.for([
    ['on a terminal', {}, true],
    ['with NO_COLOR', { NO_COLOR: '1' }, false],
    ['with TERM=dumb', { TERM: 'dumb' }, false],
  ] as const)('%s: %o', async ([, env, isColoured], context) => {
    context.skip(noTerminal() !== undefined, noTerminal());
    // The kit takes colours out of what it keeps: a program behind the terminal counts them.
    const command = `'${process.execPath}' '${STS}' whoami --stage='a b' 2>&1`;
    const file = world.project.path('typescript');
    await run('script', ['-qec', command, file], {
      cwd: world.project.dir,
      env: world.env({ NO_COLOR: undefined, TERM: 'xterm-256color', ...env }),
    });
    const text = await world.project.read('typescript');
    expect(text).toContain('STS_STAGE_INVALID');
    expect(text.includes('\u001B[31mSTS_STAGE_INVALID')).toBe(isColoured);
  });

  test('not in a pipe, unless FORCE_COLOR asks for them', () => {
    const stderr = (env: Record<string, string>): string => {
      try {
        execFileSync(process.execPath, [STS, 'whoami', '--stage', 'a b'], {
          cwd: world.project.dir,
          env: { PATH: process.env['PATH'] ?? '', ...env },
          stdio: 'pipe',
        });
      } catch (error) {
        return String((error as { stderr: Buffer }).stderr);
      }
      return '';
    };
    expect(stderr({})).toMatch(/^STS_STAGE_INVALID/);
    expect(stderr({ FORCE_COLOR: '1' }).startsWith('\u001B[31mSTS_STAGE_INVALID')).toBe(true);
    expect(stderr({ FORCE_COLOR: '0' })).toMatch(/^STS_STAGE_INVALID/);
  });
});

test('a step that takes long says on a terminal what it waits for', async (context) => {
  context.skip(noTerminal() !== undefined, noTerminal());
  const held = world.sts.fault({ kind: 'hold', action: 'AssumeRole' });
  await using running = world.startOnTerminal(['whoami', '--no-cache']);
  await running.waitForOutput('Assuming the role …');
  held.release();
  expect(await running.result).toMatchObject({ exitCode: 0 });
});

describe('completion', () => {
  const script = (shell: string): Promise<string> => world.run(['completion', shell]).then(({ stdout }) => stdout);

  test('bash', async () => {
    await world.project.write('sts.bash', await script('bash'));
    const complete = async (...words: string[]): Promise<string[]> => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const lines = `source ./sts.bash; COMP_WORDS=(sts ${line}); COMP_CWORD=${words.length}; _sts; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const result = await run('bash', ['--norc', '-c', lines], { cwd: world.project.dir });
      expect(result.stderr).toBe('');
      return result.stdout.split('\n').filter((word) => word !== '');
    };
    expect(await complete('')).toEqual([...COMMANDS, '--help', '--version']);
    expect(await complete('cre')).toEqual(['credential-process']);
    expect(await complete('env', '--sh')).toEqual(['--shell']);
    expect(await complete('env', '--shell', 'f')).toEqual(['fish']);
    expect(await complete('exec', '--stage', 'x', '--ser')).toEqual(['--serve']);
    expect(await complete('exec', '--stage', 'x', '--', 'printe')).toContain('printenv');
    expect(await complete('exec', 'cat', 'serverl')).toEqual(['serverless.yml']);
    expect(await complete('--stage', 'dev', 'who')).toEqual(['whoami']);
  });

  test('fish', async (context) => {
    context.skip(!isThere('fish'), 'fish is not installed');
    await world.project.write('sts.fish', await script('fish'));
    const complete = async (line: string): Promise<string[]> => {
      const result = await run('fish', ['--no-config', '-c', `source sts.fish; complete -C '${line}'`], { cwd: world.project.dir });
      expect(result.stderr).toBe('');
      return result.stdout
        .split('\n')
        .filter((word) => word !== '')
        .map((word) => word.split('\t')[0] ?? '');
    };
    expect((await complete('sts ')).toSorted()).toEqual(COMMANDS.toSorted());
    expect(await complete('sts env --shell po')).toEqual(['powershell']);
    expect(await complete('sts init --ru')).toEqual(['--runner']);
    expect(await complete('sts exec --stage x -- printe')).toContain('printenv');
  });

  test('zsh', async (context) => {
    context.skip(!isThere('zsh') || noTerminal() !== undefined, 'zsh or a terminal is missing');
    await world.project.write('sts.zsh', await script('zsh'));
    await using zsh: Running = start('script', ['-qec', 'zsh -f -i', '/dev/null'], { cwd: world.project.dir, env: { TERM: 'xterm' } });
    zsh.write(`PS1= ; autoload -U compinit; compinit -u -D; source ./sts.zsh; sts() { print -r -- "got: $* ;" }; print rea''dy\n`);
    await zsh.waitForOutput(/ready\r?\n/);
    for (const [typed, completed] of [
      ['sts who\t\n', 'got: whoami ;'],
      ['sts env --shell fi\t\n', 'got: env --shell fish ;'],
      ['sts init --run\tmocha\n', 'got: init --runner mocha ;'],
      ['sts exec --serve printe\t\n', 'got: exec --serve printenv ;'],
    ] as const) {
      zsh.write(typed);
      await zsh.waitForOutput(completed);
    }
  });
});

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
