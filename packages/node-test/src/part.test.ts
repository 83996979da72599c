import { describe, expect, test } from 'vitest';
import { partOf } from './part.js';

describe('what a process is to node:test', () => {
  test.for([
    ['the runner', 'runner', ['--test', '--require', 'x'], {}],
    ['the runner with its isolation named', 'runner', ['--test', '--test-isolation=process'], {}],
    ['a file that the runner started', 'file', ['--require', 'x'], { NODE_TEST_CONTEXT: 'child-v8' }],
    ['a file, whose process has the flags of the runner', 'file', ['--test-isolation=process'], { NODE_TEST_CONTEXT: 'child-v8' }],
    ['all files in one process', 'all', ['--test', '--test-isolation=none'], {}],
    ['all files in one process, in two arguments', 'all', ['--test', '--test-isolation', 'none'], {}],
    ['all files in one process, by its older name', 'all', ['--test', '--experimental-test-isolation=none'], {}],
    ['all files in one process, by the environment', 'all', ['--test'], { NODE_OPTIONS: '--test-isolation=none' }],
    ['a runner with a setup of its own', 'all', ['--test', '--test-global-setup=x.mjs'], {}],
    ['a runner whose flags stand in a file', 'all', ['--test', '--experimental-default-config-file'], {}],
    ['a file that is run directly', 'all', ['--require', 'x'], {}],
  ] as const)('%s: %s', ([, part, execArgv, env]) => {
    expect(partOf(execArgv, env)).toBe(part);
  });
});
