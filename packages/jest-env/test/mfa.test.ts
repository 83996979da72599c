import { runnersOf } from '@sts/runners';
import { noTerminal, notes, RoleWorld, serverlessYml, setupFile, specFiles, wrongNotes } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';

const SERIAL = 'arn:aws:iam::222222222222:mfa/developer';
const PROMPT = `Code of the MFA device ${SERIAL} (`;
const CONFIG = { testEnvironment: '@sts/jest-env', testMatch: ['**/*.test.cjs'], setupFiles: ['<rootDir>/setup.cjs'] };

const reason = noTerminal();
const ROWS = [
  { mode: 'worker processes', args: ['--maxWorkers=4'] },
  { mode: 'worker threads', args: ['--maxWorkers=4', '--workerThreads'] },
];

describe.for(ROWS)(`$mode${reason === undefined ? '' : ` (skipped, ${reason})`}`, { skip: reason !== undefined }, ({ args }) => {
  test('ask for the code of an MFA device once, on the terminal', async () => {
    await using world = await RoleWorld.make({ mfa: { serial: SERIAL, codes: ['314159'], oneTime: true } });
    const [runner] = runnersOf('jest').slice(-1);
    if (runner === undefined) throw new Error('there is no Jest');
    const config = { 'jest.config.js': `module.exports = ${JSON.stringify(CONFIG)};\n` };
    const files = { ...config, 'serverless.yml': serverlessYml(world.addRole('orders')), ...setupFile(), ...specFiles('jest') };
    const project = await world.project(runner, files);
    await using terminal = world.startOnTerminal(runner, project, args, { STS_MFA_SERIAL: SERIAL });
    await terminal.waitForOutput(PROMPT, 60_000);
    terminal.write('314159\n');
    await terminal.waitForOutput(/Tests: .* passed/, 60_000);
    const { all } = await terminal.result;
    expect(all.split(PROMPT)).toHaveLength(2);
    expect(world.sts.count('AssumeRole')).toBe(1);
    expect(wrongNotes(await notes(project), 'orders', world)).toEqual([]);
  });
});
