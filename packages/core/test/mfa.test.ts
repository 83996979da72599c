import { noTerminal, start } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, ROLE } from './consumer.js';

const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/developer`;
const ARN = 'return (await core.openSession()).assumedRoleArn';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test`;
const CODE = '314159';
const FREE = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } } as const;
const BASE = `arn:aws:iam::${ACCOUNT}:role/base`;

/** A consumer whose user has a device; each code works once. */
async function world(codes: string[] = [CODE]): Promise<Consumer> {
  const c = await consumer({ user: { policy: FREE, mfa: { serial: SERIAL, codes, oneTime: true } }, role: { trust: ACCOUNT } });
  c.sts.addRole({ arn: BASE, trust: ACCOUNT, policy: FREE });
  await c.project.write(
    'code.cjs',
    `require('node:fs').appendFileSync('asked', process.env.STS_MFA_SERIAL + '\\n'); console.log('${CODE}')`,
  );
  const keys = `aws_access_key_id = ${c.user.accessKeyId}\naws_secret_access_key = ${c.user.secretAccessKey}\n`;
  await c.project.write('config', `[profile me]\n${keys}[profile top]\nrole_arn = ${BASE}\nsource_profile = me\nmfa_serial = ${SERIAL}\n`);
  return c;
}

const PROFILE = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_CONFIG_FILE: 'config', AWS_PROFILE: 'top' };

describe('a code by a command', () => {
  test.each<[string, Record<string, string | undefined>]>([
    ['the device of the option', { STS_MFA_SERIAL: SERIAL }],
    ['the device of a profile', PROFILE],
  ])('is had when the call is made, for %s, and not for an answer that is there', async (_what, env) => {
    await using c = await world();
    for (let time = 0; time < 2; time++) {
      const { value, error } = await c.script(ARN, { STS_MFA_COMMAND: 'node code.cjs', ...env });
      expect([value, error]).toEqual([SESSION, undefined]);
    }
    expect(await c.project.read('asked')).toBe(`${SERIAL}\n`);
  });

  test('comes behind the option mfaCode', async () => {
    await using c = await world();
    for (const env of [{ STS_MFA_SERIAL: SERIAL }, PROFILE]) {
      await using other = await world();
      expect((await other.script(ARN, { STS_MFA_CODE: CODE, STS_MFA_COMMAND: 'node code.cjs', ...env })).value).toBe(SESSION);
      expect(await other.project.list()).not.toContain('asked');
    }
    expect(c.sts.count()).toBe(0);
  });

  test('may stand in custom.sts', async () => {
    await using c = await world();
    await c.project.write(
      'serverless.yml',
      `${await c.project.read('serverless.yml')}custom:\n  sts: { mfaSerial: '${SERIAL}', mfaCommand: node code.cjs }\n`,
    );
    expect((await c.script(ARN)).value).toBe(SESSION);
  });

  test.each<[string, string, RegExp]>([
    ['fails', `console.log('${CODE}'); console.error('canary'); process.exit(4)`, /mfaCommand failed \(exit 4\)/],
    ['prints nothing', '', /printed nothing/],
    ['prints a word', `console.log('canary')`, /something else than six digits/],
    ['prints seven digits', `console.log('${CODE}7')`, /something else than six digits/],
    ['prints without an end', `for (let i = 0; i < 5000; i++) console.log('canary'.repeat(100))`, /something else than six digits/],
  ])('that %s is an error that does not show it', async (_what, program, message) => {
    await using c = await world();
    await c.project.write('code.cjs', program);
    for (const env of [{ STS_MFA_SERIAL: SERIAL }, PROFILE]) {
      const { error, result } = await c.script(ARN, { STS_MFA_COMMAND: 'node code.cjs', ...env });
      expect(error).toMatchObject({ code: 'STS_MFA_REQUIRED', message: expect.stringMatching(message) });
      expect(error?.message).toContain(SERIAL);
      for (const secret of [CODE, 'canary']) expect((error?.everything ?? '') + result.all).not.toContain(secret);
    }
    expect(c.sts.count()).toBe(0);
  });

  test('that hangs is ended when the time is up', async () => {
    await using c = await world();
    await c.project.write('code.cjs', 'setTimeout(() => {}, 60000)');
    for (const env of [{ STS_MFA_SERIAL: SERIAL }, PROFILE]) {
      const { error, result } = await c.script(ARN, { STS_MFA_COMMAND: 'node code.cjs; true', STS_TIMEOUT_MS: '1500', ...env });
      expect(error?.code).toBe('STS_TIMEOUT');
      expect(result.durationMs).toBeLessThan(20_000);
    }
  });

  test('that is refused is told without being shown', async () => {
    await using c = await world(['271828']);
    const { error } = await c.script(ARN, { STS_MFA_SERIAL: SERIAL, STS_MFA_COMMAND: 'node code.cjs' });
    expect(error).toMatchObject({ code: 'STS_ACCESS_DENIED', message: expect.stringContaining(`MFA code of ${SERIAL}`) });
    expect(error?.everything).not.toContain(CODE);
  });
});

describe('where nobody can be asked, it is an error at once', () => {
  test.each<[string, Record<string, string | undefined>, RegExp]>([
    ['without a terminal', { STS_MFA_SERIAL: SERIAL }, /there is no terminal/],
    ['without a terminal, for a profile', PROFILE, /there is no terminal/],
    ['in CI', { STS_MFA_SERIAL: SERIAL, CI: 'true' }, /where CI is set/],
  ])('%s', async (_where, env, message) => {
    await using c = await world();
    const { error } = await c.script(ARN, env);
    expect(error).toMatchObject({
      code: 'STS_MFA_REQUIRED',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/STS_MFA_CODE=[^]*STS_MFA_COMMAND=/),
    });
    expect(c.sts.count()).toBe(0);
  });

  test('a code without a device to have it of is a wrong option', async () => {
    await using c = await world();
    for (const env of [{ STS_MFA_CODE: CODE }, { STS_MFA_COMMAND: 'node code.cjs' }]) {
      expect((await c.script(ARN, env)).error).toMatchObject({
        code: 'STS_OPTIONS_INVALID',
        message: expect.stringContaining('needs mfaSerial'),
      });
    }
  });
});

const reason = noTerminal();

describe(`on a terminal${reason === undefined ? '' : ` (skipped, ${reason})`}`, { skip: reason !== undefined }, () => {
  const PROMPT = `Code of the MFA device ${SERIAL} (`;

  /** Runs a command line on a terminal of its own, whose settings before and behind it are noted. */
  async function onTerminal(c: Consumer, command: string, env: Record<string, string | undefined> = {}) {
    await c.project.write('run.sh', `stty -g > before\n${command}\necho "status $?"\nstty -g > behind\n`);
    return start('script', ['-qec', 'sh run.sh', '/dev/null'], { cwd: c.project.dir, env: { ...c.env, STS_MFA_SERIAL: SERIAL, ...env } });
  }
  const one = `node -e "require('@sts/core').openSession().then((s) => console.log(s.assumedRoleArn), (e) => console.log(e.code, e.message))"`;

  async function expectSettingsKept(c: Consumer): Promise<void> {
    expect(await c.project.read('behind')).toBe(await c.project.read('before'));
  }

  test.each<[string, Record<string, string | undefined>]>([
    ['of the option', {}],
    ['of a profile', { ...PROFILE, STS_MFA_SERIAL: undefined }],
  ])('the code for the device %s is asked for, again where it cannot be one, and how long there is', async (_what, env) => {
    await using c = await world();
    await using terminal = await onTerminal(c, one, env);
    expect(await terminal.waitForOutput(/MFA device \S+ \(\d+ s left\): /)).toContain(SERIAL);
    terminal.write('12345\n');
    await terminal.waitForOutput('A code has six digits.');
    await terminal.waitForOutput(PROMPT);
    terminal.write('314 159\n');
    await terminal.waitForOutput(SESSION);
    await terminal.waitForOutput('status 0');
    await terminal.result;
    await expectSettingsKept(c);
    expect(c.sts.calls[0]?.params).toMatchObject({ SerialNumber: SERIAL });
  });

  test('Ctrl-C ends the run, and the terminal is as it was', async () => {
    await using c = await world();
    await using terminal = await onTerminal(c, `trap : INT; ${one}`);
    await terminal.waitForOutput(PROMPT);
    terminal.write('\u0003');
    await terminal.waitForOutput('status 130');
    await terminal.result;
    await expectSettingsKept(c);
    expect(c.sts.count()).toBe(0);
  });

  test('an end of the input is none', async () => {
    await using c = await world();
    await using terminal = await onTerminal(c, one);
    await terminal.waitForOutput(PROMPT);
    terminal.write('\u0004');
    await terminal.waitForOutput('STS_MFA_REQUIRED');
    await terminal.waitForOutput('status 0');
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['of the option', {}],
    ['of a profile', { ...PROFILE, STS_MFA_SERIAL: undefined }],
  ])('the wait for a code for the device %s ends with the time for the whole', async (_what, env) => {
    await using c = await world();
    await using terminal = await onTerminal(c, one, { ...env, STS_TIMEOUT_MS: '3000' });
    await terminal.waitForOutput(PROMPT);
    await terminal.waitForOutput('STS_TIMEOUT');
    await terminal.waitForOutput('status 0');
    await terminal.result;
    await expectSettingsKept(c);
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['of the option', {}],
    ['of a profile', { ...PROFILE, STS_MFA_SERIAL: undefined }],
  ])('who listens to single keys, as in watch mode, does not take the code for the device %s, and listens again', async (_what, env) => {
    await using c = await world();
    await c.project.write(
      'watch.cjs',
      `const { stdin } = process;
       stdin.setRawMode(true); stdin.on('data', (keys) => { console.log('KEYS', JSON.stringify(String(keys))); if (String(keys) === 'q') process.exit(); });
       require('@sts/core').openSession().then((s) => console.log(s.assumedRoleArn, stdin.isRaw), (e) => console.log(e.code, e.message));`,
    );
    await using terminal = await onTerminal(c, 'node watch.cjs', env);
    await terminal.waitForOutput(PROMPT);
    terminal.write(`${CODE}\n`);
    await terminal.waitForOutput(`${SESSION} true`);
    terminal.write('q');
    await terminal.waitForOutput('KEYS "q"');
    await terminal.waitForOutput('status 0');
    expect(terminal.output.match(/KEYS/g)).toHaveLength(1);
  });

  test('CI is not asked', async () => {
    await using c = await world();
    await using terminal = await onTerminal(c, one, { CI: '1' });
    await terminal.waitForOutput('STS_MFA_REQUIRED');
    expect(terminal.output).not.toContain(PROMPT);
  });

  test('four workers at once, that cannot wait and have no input of their own, ask once', async () => {
    await using c = await world();
    await c.project.write(
      'worker.cjs',
      `const { openSessionSync } = require('@sts/core/runner');
       const context = { cwd: process.cwd(), env: process.env, optionsFrom: 'the test', refusalsSince: Date.now() - 60000 };
       console.log(openSessionSync({}, context).assumedRoleArn);`,
    );
    await c.project.write(
      'main.cjs',
      `const { spawn } = require('node:child_process');
       const workers = [1, 2, 3, 4].map(() => new Promise((done) => {
         const child = spawn(process.execPath, ['worker.cjs'], { stdio: ['ignore', 'pipe', 'inherit'] });
         let text = ''; child.stdout.on('data', (part) => (text += part)); child.on('close', () => done(text.trim()));
       }));
       Promise.all(workers).then((all) => console.log('ALL', new Set(all).size, all[0]));`,
    );
    await using terminal = await onTerminal(c, 'node main.cjs');
    await terminal.waitForOutput(PROMPT);
    terminal.write(`${CODE}\n`);
    await terminal.waitForOutput(`ALL 1 ${SESSION}`);
    expect(terminal.output.split(PROMPT)).toHaveLength(2);
    expect(c.sts.count('AssumeRole')).toBe(1);
    expect(c.sts.calls[0]?.params).toMatchObject({ RoleArn: ROLE });
  });
});
