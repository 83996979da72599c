/** A test file that does next to nothing. */
const TEST = `it('adds', () => {
  if (1 + 1 !== 2) throw new Error('wrong');
});
`;

/** The files of a project with many test files, and a configuration for each way: `stock` and `ours` differ in one line. */
export function projectFiles(count) {
  const jest = { testMatch: ['**/spec/*.test.cjs'] };
  const vitest = { globals: true, include: ['spec/*.test.cjs'], maxWorkers: 2 };
  const specs = Array.from({ length: count }, (_, index) => [`spec/number-${String(index).padStart(4, '0')}.test.cjs`, TEST]);
  return {
    ...Object.fromEntries(specs),
    'jest.stock.cjs': `module.exports = ${JSON.stringify(jest)};\n`,
    'jest.ours.cjs': `module.exports = ${JSON.stringify({ ...jest, testEnvironment: '@sts/jest-env' })};\n`,
    'vitest.stock.mjs': `export default ${JSON.stringify({ test: vitest })};\n`,
    'vitest.ours.mjs': `export default ${JSON.stringify({ test: { ...vitest, globalSetup: ['@sts/vitest'] } })};\n`,
    '.mocharc.json': { spec: ['spec/*.test.cjs'] },
  };
}

/** The runs that are measured: the runner, and its arguments stock and with our package. */
export const CONTENDERS = [
  { name: 'Jest, 2 worker processes', runner: 'jest-30', args: (way) => ['-c', `jest.${way}.cjs`, '--silent', '--maxWorkers=2'] },
  { name: 'Jest, in band', runner: 'jest-30', args: (way) => ['-c', `jest.${way}.cjs`, '--silent', '--runInBand'] },
  { name: 'Vitest, forks', runner: 'vitest-5', args: (way) => ['run', '-c', `vitest.${way}.mjs`, '--pool=forks'] },
  { name: 'Vitest, threads', runner: 'vitest-5', args: (way) => ['run', '-c', `vitest.${way}.mjs`, '--pool=threads'] },
  {
    name: 'Vitest, no isolation',
    runner: 'vitest-5',
    args: (way) => ['run', '-c', `vitest.${way}.mjs`, '--pool=threads', '--no-isolate'],
  },
  { name: 'Mocha, serial', runner: 'mocha-12', args: mocha },
  { name: 'Mocha, parallel', runner: 'mocha-12', args: (way) => [...mocha(way), '--parallel', '--jobs=2'] },
];

function mocha(way) {
  return ['--reporter=dot', ...(way === 'ours' ? ['--require', '@sts/mocha'] : [])];
}
