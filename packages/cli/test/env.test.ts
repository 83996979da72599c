import { execFileSync } from 'node:child_process';
import { mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parseEnv } from 'node:util';
import { run } from '@sts/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderChanges } from '../src/commands/env/render.js';
import { CliWorld, PRINT_ENV } from './support/cli-world.js';

/** Every character that a shell may take for something else. */
const AWKWARD = ` '"\`$HOME \${X} $(exit 1) %PATH% ^!! \\n \\' \\\\ #;&|<>()[]{}*?~=,\ttab\u00e4\u20ac\u{1f600} \u2018\u2019\n second line 'x' \n\nend\\`;
const ON_ONE_LINE = AWKWARD.replaceAll('\n', ' ');

/** As a parent run would hand it on: so that the secrets can be chosen. */
const inherited = (secret: string): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: 'ASIAAWKWARD000000000',
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: `${secret}token`,
  AWS_CREDENTIAL_EXPIRATION: '2099-01-01T00:00:00.000Z',
  STS_ASSUMED_ROLE_ARN: 'arn:aws:sts::222222222222:assumed-role/orders/parent',
});

let world: CliWorld;
beforeAll(async () => {
  world = await CliWorld.make();
});
afterAll(() => world[Symbol.asyncDispose]());

const EVALUATED = [
  { shell: 'bash', program: 'bash', flags: ['--norc', '-c'], script: (sts: string) => `eval "$(${sts})"` },
  { shell: 'zsh', program: 'zsh', flags: ['-f', '-c'], script: (sts: string) => `eval "$(${sts})"` },
  { shell: 'sh', program: 'sh', flags: ['-c'], script: (sts: string) => `eval "$(${sts})"` },
  { shell: 'fish', program: 'fish', flags: ['--no-config', '-c'], script: (sts: string) => `${sts} | source` },
] as const;

describe.for(EVALUATED)('$shell', ({ shell, program, flags, script }) => {
  test.for(['C', 'C.UTF-8'])(
    'evaluates to the very values, with the caller gone, and --unset takes them out, in the locale %s',
    async (LANG, context) => {
      context.skip(!isInstalled(program), `${program} is not installed`);
      // The secrets come from a file: what a shell makes of its own environment in a locale is no concern of ours.
      await world.project.write('inherited.json', inherited(AWKWARD));
      const load = "Object.assign(process.env, require('./inherited.json')); require('./node_modules/@sts/cli/dist/bin.js');";
      await world.project.write('sts.cjs', load);
      const sts = (...more: string[]): string => ['node', 'sts.cjs', 'env', '--shell', shell, ...more].join(' ');
      const lines = [script(sts()), `node -e '${PRINT_ENV}'`, script(sts('--unset')), `node -e '${PRINT_ENV}'`];
      const env = {
        LANG,
        AWS_DEFAULT_PROFILE: 'a-stranger',
        AWS_DEV_SESSION_TOKEN: 'x',
        STS_LOOKUPS: '{"left":"over"}',
      };
      const result = await run(program, [...flags, lines.join('\n')], { cwd: world.project.dir, env: world.env(env) });
      expect(result, result.all).toMatchObject({ exitCode: 0, stderr: '' });
      const [after = {}, unset = {}] = result.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, string>);
      expect(after).toMatchObject({ ...inherited(AWKWARD), AWS_REGION: 'eu-central-1', AWS_ACCOUNT_ID: '222222222222' });
      expect(after).not.toHaveProperty('AWS_DEFAULT_PROFILE');
      expect(after).not.toHaveProperty('AWS_DEV_SESSION_TOKEN');
      for (const name of [...Object.keys(inherited('')), 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCOUNT_ID', 'STS_LOOKUPS']) {
        expect(unset).not.toHaveProperty(name);
      }
    },
  );
});

describe('forms', () => {
  test('json is an object of what is set', async () => {
    const { stdout } = await world.run(['env', '--shell', 'json'], { env: inherited(AWKWARD) });
    expect(JSON.parse(stdout)).toMatchObject(inherited(AWKWARD));
    const unset = await world.run(['env', '--shell', 'json', '--unset'], { env: inherited(AWKWARD) });
    expect(JSON.parse(unset.stdout)).toMatchObject({ AWS_ACCESS_KEY_ID: null, AWS_REGION: null });
  });

  test.for([
    ['single quotes', `$HOME #x \\n "quoted" \u20ac \n second`],
    ['backticks', `it's "so" # \n\n`],
    ['double quotes', "it's `so`"],
    ['no quotes', 'abc/+=='],
  ] as const)('dotenv with %s is read as it was by Node and by dotenv', ([, value]) => {
    const core = createRequire(createRequire(import.meta.url).resolve('@sts/core/package.json'));
    const text = renderChanges('dotenv', { set: { A: value, B: 'next' }, remove: ['C'] });
    const { parse } = core('dotenv') as { parse: (text: string) => unknown };
    expect(parse(text)).toEqual({ A: value, B: 'next' });
    expect(parseEnv(text)).toEqual({ A: value, B: 'next' });
  });

  test('what a form has no way to say is an error, and not something else', async () => {
    for (const shell of ['dotenv', 'cmd']) {
      const result = await world.run(['env', '--shell', shell], { env: inherited(AWKWARD) });
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('The value of AWS_SECRET_ACCESS_KEY holds');
      expect(result.stderr).not.toContain('second line');
    }
    expect(await world.run(['env', '--shell', 'dotenv', '--unset'])).toMatchObject({ exitCode: 2, stdout: '' });
  });

  // Neither can be started here: the rules are those of their documentation.
  test('powershell doubles every kind of single quote, and cmd escapes what it would take for something else', () => {
    const set = { A: `it's \u2018so\u2019 $x \`n`, B: '100% & "more" | ^', C: 'a & 5% ^ !' };
    expect(renderChanges('powershell', { set: { A: set.A }, remove: ['AWS_PROFILE'] })).toBe(
      `$env:AWS_PROFILE = $null\n$env:A = 'it''s \u2018\u2018so\u2019\u2019 $x \`n'\n`,
    );
    expect(renderChanges('cmd', { set: { B: set.B, C: set.C }, remove: ['AWS_PROFILE'] })).toBe(
      `set "AWS_PROFILE="\nset B=100%% ^& ^"more^" ^| ^^\nset "C=a & 5%% ^ !"\n`,
    );
  });

  test('the shell is that of SHELL, and told; one that is not known is an error', async () => {
    const guessed = await world.run(['env'], { env: { SHELL: '/usr/local/bin/fish' } });
    expect(guessed.stdout).toMatch(/^set -gx AWS_ACCESS_KEY_ID 'ASIA/m);
    expect(guessed.stderr).toBe('sts: written for fish, because SHELL is /usr/local/bin/fish; --shell names another.\n');
    for (const SHELL of ['/bin/tcsh', undefined]) {
      expect(await world.run(['env'], { env: { SHELL } })).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringContaining('--shell bash|zsh') as string,
      });
    }
    expect(await world.run(['env', '--shell', 'bsh'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Allowed choices are bash') as string,
    });
  });
});

describe('--file', () => {
  test('is made for its owner alone, whole, also where there is another one; the output stays empty', async () => {
    await world.project.write('role.env', 'what was there before\n');
    const result = await world.run(['env', '--shell', 'dotenv', '--file', 'role.env']);
    expect(result, result.all).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await stat(world.project.path('role.env'))).mode & 0o777).toBe(0o600);
    expect(parseEnv(await world.project.read('role.env'))).toMatchObject({ AWS_ACCESS_KEY_ID: world.sts.issued[0]?.accessKeyId });
    expect(await world.project.list()).not.toContainEqual(expect.stringContaining('.tmp'));
  });

  test('is refused where secrets would go elsewhere, or nowhere', async () => {
    await world.project.write('target', 'untouched');
    await symlink(world.project.path('target'), world.project.path('link'));
    await symlink(world.project.path('nowhere'), world.project.path('dangling'));
    await mkdir(world.project.path('folder'), { recursive: true });
    for (const [file, says] of [
      ['link', 'it is a link'],
      ['dangling', 'it is a link'],
      ['folder', 'it is no plain file'],
      ['missing/role.env', 'its folder is not there'],
      ['target/role.env', 'its folder is not there'],
    ] as const) {
      const result = await world.run(['env', '--shell', 'bash', '--file', file]);
      expect(result, result.all).toMatchObject({ exitCode: 1, stdout: '' });
      expect(result.stderr).toContain('STS_FILE_REFUSED');
      expect(result.stderr).toContain(says);
      for (const secret of world.secrets()) expect(result.all).not.toContain(secret);
    }
    expect(await world.project.read('target')).toBe('untouched');
  });
});

describe('github', () => {
  const parsed = (text: string): Record<string, string> =>
    Object.fromEntries(
      [...text.matchAll(/^(\w+)(?:=(.*)|<<(\S+)\n([^]*?)\n\3)$/gm)].map(([, name = '', plain, , value]) => [name, plain ?? value ?? '']),
    );

  test('adds to the file, hides the values first, and empties who the caller was', async () => {
    await world.project.write('github.env', 'BEFORE=1\n');
    const env = { ...inherited(ON_ONE_LINE), GITHUB_ENV: world.project.path('github.env'), AWS_DEFAULT_PROFILE: 'a-stranger' };
    const result = await world.run(['env', '--shell', 'github'], { env });
    expect(result, result.all).toMatchObject({ exitCode: 0 });
    const text = await world.project.read('github.env');
    expect(parsed(text)).toMatchObject({ BEFORE: '1', ...inherited(ON_ONE_LINE), AWS_DEFAULT_PROFILE: '' });
    expect(parsed(text)).not.toHaveProperty('AWS_PROFILE');
    for (const value of [ON_ONE_LINE, `${ON_ONE_LINE}token`])
      expect(result.stdout).toContain(`::add-mask::${value.replaceAll('%', '%25')}\n`);
    expect(result.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('::add-mask::'))).toEqual([]);
  });

  test('without GITHUB_ENV, with --file, or with a link there, nothing is written', async () => {
    await symlink(world.project.path('package.json'), world.project.path('github-link'));
    for (const [args, env, exitCode] of [
      [[], {}, 2],
      [['--file', 'x'], { GITHUB_ENV: world.project.path('github.env') }, 2],
      [[], { GITHUB_ENV: world.project.path('github-link') }, 1],
    ] as const) {
      const result = await world.run(['env', '--shell', 'github', ...args], { env });
      expect(result, result.all).toMatchObject({ exitCode });
    }
    expect(await readFile(world.project.path('package.json'), 'utf8')).not.toContain('AWS');
  });
});

test("the option environment brings the code's variables, says what it leaves out, and --unset takes them out too", async () => {
  const yml = await world.project.read('serverless.yml');
  await world.project.write(
    'with-variables.yml',
    `${yml}  environment:\n    TABLE: orders-\${sls:stage}\n    QUEUE: !GetAtt Missing.Arn\n`,
  );
  const flags = ['--shell', 'bash', '--config', 'with-variables.yml', '--environment', 'true'];
  const result = await world.run(['env', ...flags]);
  expect(result, result.all).toMatchObject({ exitCode: 0 });
  expect(result.stdout).toContain("export TABLE='orders-dev'\n");
  expect(result.stderr).toContain('QUEUE');
  const unset = await world.run([
    'exec',
    '--config',
    'with-variables.yml',
    '--',
    'node',
    'node_modules/@sts/cli/dist/bin.js',
    'env',
    '--unset',
    ...flags,
  ]);
  expect(unset.stdout, unset.all).toContain('unset TABLE\n');
});

test('switched off there is nothing to evaluate; refused, neither, and the exit status tells', async () => {
  expect(await world.run(['env', '--shell', 'bash'], { env: { STS_ENABLED: '0' } })).toMatchObject({ exitCode: 0, stdout: '' });
  const refused = await world.run(['env', '--shell', 'bash'], { env: { AWS_SECRET_ACCESS_KEY: 'wrong' } });
  expect(refused).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('STS_SIGNATURE_INVALID') as string });
});

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
