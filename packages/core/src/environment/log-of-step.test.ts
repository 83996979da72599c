import { expect, test } from 'vitest';
import { logOfStep, type Surroundings } from './log-of-step.js';

const STREAMS: Record<string, string> = {
  'self 2': 'pipe:[1]',
  '10 1': 'pipe:[2]',
  '10 2': 'pipe:[1]',
  '20 1': 'pipe:[1]',
  '30 2': 'pipe:[3]',
  '40 2': 'pipe:[3]',
};
const ABOVE = (...pids: number[]) => [5, ...pids, 1].map((pid) => ({ pid, isOfJob: pids.includes(pid) }));

const FORWARDED = [40, 30, 1].map((pid) => ({ pid, isOfJob: pid !== 1 }));

const ROWS: readonly (readonly [string, Partial<Surroundings>, ReturnType<typeof logOfStep>])[] = [
  ['the step itself', { ancestors: ABOVE() }, 'own'],
  ['a process with the standard error output of the step', { ancestors: ABOVE(30, 10) }, 'own'],
  ['one whose standard error output is the output of the step', { ancestors: ABOVE(20) }, 'own'],
  ['one whose output goes through another one', { ancestors: ABOVE(10, 30) }, { pid: 30, orOwn: false }],
  ['one that is forwarded by a process of the step', { ancestors: FORWARDED, output: 'forwarded' }, { pid: 30, orOwn: true }],
  ['one that is forwarded by a process behind another', { ancestors: ABOVE(10, 30), output: 'forwarded' }, { pid: 30, orOwn: false }],
  ['one whose streams cannot be told', { ancestors: ABOVE(10), behind: () => undefined }, { pid: 10, orOwn: false }],
  ['a file of node:test', { ancestors: ABOVE(30), env: { NODE_TEST_CONTEXT: 'child-v8' } }, { pid: 30, orOwn: false }],
  ['a file of node:test, where the step is not known', { ancestors: ABOVE(), env: { NODE_TEST_CONTEXT: 'child-v8' } }, undefined],
  ['a captured process, where the step is not known', { ancestors: ABOVE(), output: 'captured' }, undefined],
  ['a process of another system', { ancestors: undefined }, 'own'],
  ['pnpm exec there', { ancestors: undefined, env: { PNPM_PACKAGE_NAME: 'a' } }, undefined],
  ['pnpm -r there', { ancestors: undefined, env: { INIT_CWD: '/ws', PNPM_SCRIPT_SRC_DIR: '/ws/a' } }, undefined],
  ['a script of a workspace there', { ancestors: undefined, env: { INIT_CWD: '/ws', npm_package_json: '/ws/a/package.json' } }, undefined],
  ['a script there', { ancestors: undefined, env: { INIT_CWD: '/ws/a', npm_package_json: '/ws/a/package.json' } }, 'own'],
  ['a script of Turborepo there', { ancestors: undefined, env: { TURBO_HASH: 'a' } }, undefined],
  ['a script of pnpm on Linux', { ancestors: ABOVE(10), env: { PNPM_PACKAGE_NAME: 'a' } }, 'own'],
  ['a file of node:test there', { ancestors: undefined, env: { NODE_TEST_CONTEXT: 'child-v8' } }, undefined],
  ['a helper', { ancestors: ABOVE(10), env: { STS_HELPER: '1-1' } }, undefined],
];

test.for(ROWS)('where a line begins one in the log of the step: %s', ([, given, place]) => {
  const behind: Surroundings['behind'] = (pid, descriptor) => STREAMS[`${pid} ${descriptor}`];
  expect(logOfStep({ env: {}, ancestors: [], behind, output: undefined, ...given })).toEqual(place);
});
