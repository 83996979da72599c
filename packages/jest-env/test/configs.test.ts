import { createRequire } from 'node:module';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { runnersOf } from '@sts/runners';
import { describe, expect, test } from 'vitest';
import { JESTS, link, type Project, report, reported, REPORTING } from './support/consumer.js';

const require = createRequire(import.meta.url);
const TSC = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin/tsc');

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

/** What the compiler has to say about a project. */
function compile(project: Project): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [TSC, '-p', project.dir, '--pretty', 'false'], { cwd: project.dir }, (_error, stdout) => resolve(stdout));
  });
}

test('TypeScript checks the names and values of options, and withSts keeps the type of its base', async () => {
  await using world = await RoleWorld.make();
  const [runner] = runnersOf('jest').slice(-1);
  if (runner === undefined) throw new Error('there is no Jest');
  const options = (text: string): string => TYPED.replace("{ sts: { sessionName: 'typed' } }", text);
  const project = await world.project(runner, {
    'tsconfig.json': {
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2023',
        types: ['node'],
      },
      include: ['*.ts', '*.mts'],
    },
    'jest.config.ts': options("{ url: 'https://orders.test/', sts: { function: 'createOrder', allowedAccounts: ['222222222222'] } }"),
    'wrong-name.ts': options("{ sts: { sesionName: 'typed' } }"),
    'wrong-value.ts': options('{ sts: { durationSeconds: "900" } }'),
    'wrong-key.ts': options('{ stss: {} }'),
    'own.mts': `import { withSts } from '@sts/jest-env';
import StsJsdomEnvironment from '@sts/jest-env/jsdom';
import { TestEnvironment } from 'jest-environment-jsdom';

class Own extends TestEnvironment {
  static readonly made: number = 7;
  readonly flavour: string = 'own';
}
const Wrapped: typeof Own = withSts(Own);
export const made: number = Wrapped.made;
export const flavour = (own: InstanceType<typeof Wrapped>): string => own.flavour + String(own.dom);
export const jsdom: unknown = StsJsdomEnvironment;
`,
    'wrong-base.mts': "import { withSts } from '@sts/jest-env';\nexport const Wrapped = withSts({ TestEnvironment: class {} });\n",
  });
  await link(project, {
    'jest-environment-jsdom': 'jest-env/node_modules/jest-environment-jsdom-30',
    '@types/node': '../node_modules/@types/node',
  });

  const output = await compile(project);

  expect([...new Set(output.split('\n').flatMap((line) => /^[\w.-]+\.m?ts/.exec(line) ?? []))].toSorted()).toEqual([
    'wrong-base.mts',
    'wrong-key.ts',
    'wrong-name.ts',
    'wrong-value.ts',
  ]);
  expect(output).toContain("'sesionName' does not exist in type");
  expect(output).toMatch(/did you mean .*'sessionName'|'sesionName' does not exist/i);
});
