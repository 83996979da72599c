import { createRequire } from 'node:module';
import path from 'node:path';
import { type Project, run, seed } from '@sts/test-kit';
import { type Runner, runnersOf, sampleOf } from '@sts/runners';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaints, consumer, example, packInto, ROOT } from './support/consumer.js';

let packed: Project;

beforeAll(async () => {
  packed = await seed({});
  await packInto(packed);
});

afterAll(() => packed.remove());

describe.for(byId(runnersOf('jest')))('%s', ([, runner]) => {
  let project: Project;
  beforeAll(async () => {
    const files = {
      'jest.config.ts': await example('jest-env', '// jest.config.ts'),
      'my-environment.js': await example('jest-env', '// my-environment.js'),
      'roles.ts': inFunction(await example('core', 'import {')),
      'environments.ts': ENVIRONMENTS,
      'wrong.ts': WRONG,
    };
    project = await consumer(packed, ['core', 'jest-env'], files, environmentsOf(runner));
  });
  afterAll(() => project.remove());

  test.for(['nodenext', 'bundler', 'commonjs'] as const)(
    'types fit: examples, environments built on ours, wrong use told (%s)',
    async (mode) => {
      expect(await complaints(project, mode)).toEqual([]);
    },
  );

  test('every part loads', async () => {
    const code = `for (const part of ['core', 'core/runner', 'jest-env', 'jest-env/jsdom', 'jest-env/jest-preset']) require('@sts/' + part)`;
    expect(await run(process.execPath, ['-e', code], { cwd: project.dir })).toMatchObject({ exitCode: 0, all: '' });
  });
});

describe.for(byId(sampleOf('vitest')))('%s', ([, runner]) => {
  test.for([
    // What inject gives is known by the import in the configuration, or by `types`.
    ['nodenext', { 'vitest.config.ts': 'vitest.config.ts' }, {}],
    ['bundler', {}, { types: ['node', '@sts/vitest'] }],
  ] as const)('types fit: examples, what inject gives, wrong use told (%s)', async ([mode, configs, more]) => {
    const files = {
      'package.json': { type: 'module' },
      'a.test.ts': await example('vitest', "inject('sts')?."),
      'inject.ts': INJECT,
      ...('vitest.config.ts' in configs ? { 'vitest.config.ts': await example('vitest', '// vitest.config.ts'), 'plugin.ts': PLUGIN } : {}),
    };
    await using project = await consumer(packed, ['core', 'vitest'], files, { vitest: runner.dir });

    expect(await complaints(project, mode, more)).toEqual([]);
  });
});

test("types fit where those of Node.js are not among the compiler's, which they are not by default, and in libraries", async () => {
  const packages = ['core', 'jest-env', 'mocha', 'serverless', 'node-test', 'cucumber', 'bun', 'webdriverio'];
  const names = [...packages, 'core/runner', 'jest-env/jsdom', 'jest-env/jest-preset', 'cucumber/register'];
  const files = {
    'package.json': { type: 'module' },
    'all.ts': names.map((name, index) => `export * as all${index} from '@sts/${name}';\n`).join(''),
    'library.ts': LIBRARY,
  };
  await using project = await consumer(packed, packages, files, {});

  expect(await complaints(project, 'nodenext', { types: [], declaration: true })).toEqual([]);
});

function byId(runners: readonly Runner[]): [string, Runner][] {
  return runners.map((runner) => [runner.id, runner]);
}

/** Jest, and the environments of the same major. */
function environmentsOf({ dir, version }: Runner): Record<string, string> {
  const core = createRequire(createRequire(path.join(dir, 'package.json')).resolve('@jest/core'));
  const node = path.dirname(createRequire(core.resolve('jest-config')).resolve('jest-environment-node/package.json'));
  const jsdom = path.join(ROOT, `packages/jest-env/node_modules/jest-environment-jsdom-${version.split('.')[0]}`);
  const base = path.dirname(createRequire(path.join(node, 'package.json')).resolve('@jest/environment/package.json'));
  return { jest: dir, 'jest-environment-node': node, 'jest-environment-jsdom': jsdom, '@jest/environment': base };
}

/** An example with top-level `await`, for every kind of module. */
function inFunction(code: string): string {
  const [imports, ...rest] = code.split('\n\n');
  return `${imports}
declare class SQSClient { constructor(config: { credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string; expiration?: Date } }); }
export async function example() {\n${rest.join('\n\n')}\nvoid sqs;\n}\n`;
}

const ENVIRONMENTS = `
import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import StsEnvironment, { type EnvironmentClass, withSts } from '@sts/jest-env';
import StsJsdomEnvironment from '@sts/jest-env/jsdom';
import preset from '@sts/jest-env/jest-preset';
import { TestEnvironment as JsdomEnvironment } from 'jest-environment-jsdom';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

export const text: string = preset.testEnvironment;

export class OnNode extends withSts(NodeEnvironment) {
  override async setup() {
    await super.setup();
    this.global['isReady'] = this.context !== null;
  }
  handleTestEvent(event: { name: string }) {
    void event;
  }
}

class OwnJsdom extends JsdomEnvironment {
  static readonly made: number = 7;
  readonly flavour: string = 'own';
}
const Wrapped: typeof OwnJsdom = withSts(OwnJsdom);
export const made: number = Wrapped.made;
export const isOpen = (own: InstanceType<typeof Wrapped>): boolean => own.flavour === 'own' && own.dom !== null;

export class Whole extends StsEnvironment {
  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.global['file'] = context.testPath;
  }
  override async setup() {
    await super.setup();
    this.global.process.exitCode = 0;
  }
  override async teardown() {
    await super.teardown();
  }
  override async handleTestEvent(event: { name: string }, state: unknown) {
    await super.handleTestEvent?.(event, state);
  }
  override exportConditions() {
    return [...super.exportConditions(), 'own'];
  }
  override getVmContext() {
    return super.getVmContext();
  }
}
export class Unmarked extends StsJsdomEnvironment {
  setup() {
    return super.setup();
  }
  handleTestEvent(event: { name: string }) {
    void event;
  }
}
export class Twice extends withSts(StsEnvironment) {}
export class AsJestHasIt extends StsEnvironment implements JestEnvironment {}
export const classes: EnvironmentClass[] = [OnNode, Wrapped, Whole, Unmarked, StsEnvironment, NodeEnvironment];
`;

const WRONG = `
import { openSession } from '@sts/core';
import { StsEnvironment, type StsEnvironmentOptions, withSts } from '@sts/jest-env';

// @ts-expect-error: no such option
export const name = { sts: { sesionName: 'typed' } } satisfies StsEnvironmentOptions;
// @ts-expect-error: seconds are a number
export const value = { sts: { durationSeconds: '900' } } satisfies StsEnvironmentOptions;
// @ts-expect-error: no such key
export const key = { stss: {} } satisfies StsEnvironmentOptions;
// @ts-expect-error: no such option
void openSession({ stag: 'test' });
// @ts-expect-error: no class
withSts({ TestEnvironment: StsEnvironment });
// @ts-expect-error: no environment
withSts(class {});
export class Wrong extends StsEnvironment {
  // @ts-expect-error: Jest waits for it
  override setup(): number {
    return 1;
  }
}
`;

/** What is exported of it has to be written down in the library's own declarations. */
const LIBRARY = `
import { assumeRole } from '@sts/core';
import { StsEnvironment, withSts } from '@sts/jest-env';
import { StsJsdomEnvironment } from '@sts/jest-env/jsdom';
import { sts } from '@sts/mocha';
export const Plain = StsEnvironment;
export const Dom = withSts(StsJsdomEnvironment);
export const make = (...given: ConstructorParameters<typeof StsEnvironment>) => new StsEnvironment(...given);
export const session = () => assumeRole();
export const plugin = sts();
`;

const INJECT = `
import { inject } from 'vitest';
const sts = inject('sts');
// @ts-expect-error: there is none when the packages are switched off
sts.roleArn;
export const texts: (string | undefined)[] = [sts?.roleArn, sts?.assumedRoleArn, sts?.accountId, sts?.region, sts?.stage, sts?.expiration];
// @ts-expect-error: nothing secret
sts?.credentials;
// @ts-expect-error: a text, not any
export const wrong: number | undefined = sts?.roleArn;
`;

const PLUGIN = `
import { sts, type StsOptions } from '@sts/vitest';
import { defineConfig } from 'vitest/config';
const options: StsOptions = { stage: 'test', allowedAccounts: ['222222222222'] };
export default defineConfig({ plugins: [sts(options)], test: { globalSetup: ['@sts/vitest'], projects: [{ plugins: [sts()], test: { name: 'one' } }] } });
// @ts-expect-error: no such option
sts({ stag: 'test' });
// @ts-expect-error: seconds are a number
sts({ durationSeconds: '900' });
`;
