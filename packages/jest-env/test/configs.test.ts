import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { JESTS, report, reported, REPORTING } from './support/consumer.js';

const OBJECT = {
  testEnvironment: '@sts/jest-env',
  testMatch: ['**/*.test.cjs'],
  testEnvironmentOptions: { sts: { sessionName: 'typed' } },
};
const TEXT = JSON.stringify(OBJECT);
const TYPED = `import type { StsEnvironmentOptions } from '@sts/jest-env';
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: '@sts/jest-env',
  testMatch: ['**/*.test.cjs'],
  testEnvironmentOptions: { sts: { sessionName: 'typed' } } satisfies StsEnvironmentOptions,
};
export default config;
`;

const FORMATS: Readonly<Record<string, object | string>> = {
  'jest.config.cjs': `module.exports = async () => (${TEXT});\n`,
  'jest.config.mjs': `export default ${TEXT};\n`,
  'package.json': { name: 'consumer', jest: OBJECT },
  'jest.config.ts': TYPED,
  'jest.config.mts': TYPED,
};

/** Jest 29 has no way of its own to read TypeScript. Plain `jest.config.js` and JSON are those of all other tests. */
const ROWS = JESTS.flatMap((jest) => Object.keys(FORMATS).map((file) => ({ ...jest, file }))).filter(
  ({ id, file }) => id !== 'jest-29' || file.endsWith('.mjs'),
);

describe.for(ROWS)('$id, $file', ({ runner, file }) => {
  test('names the environment and its options', async () => {
    await using world = await RoleWorld.make();
    const project = await world.project(runner, {
      ...REPORTING,
      [file]: FORMATS[file] ?? '',
      'serverless.yml': serverlessYml(world.addRole('orders')),
      'spec/a.test.cjs': report('a'),
    });

    const result = await world.run(runner, project, []);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(await reported(project)).toEqual({ a: { test: 'orders/typed', kid: 'orders/typed' } });
  });
});
