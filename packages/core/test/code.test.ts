import { rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { type ProjectFiles, run } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, ROLE } from './consumer.js';

const OTHER = `arn:aws:iam::${ACCOUNT}:role/other`;
/** An expression of a program: a configuration that names a role. */
const CONFIG = configOf(ROLE);
const RUNNERS = path.resolve(import.meta.dirname, '../../../internal/runners/node_modules');

interface Answer {
  roleArn: string;
  region: string;
  files: string[];
}

function configOf(role: string): string {
  return `{ service: 'orders', provider: { name: 'aws', region: 'eu-central-1', iam: { role: '${role}' } } }`;
}

/** A consumer whose only configuration is the one that is given. */
async function service(files: ProjectFiles): Promise<Consumer> {
  const c = await consumer({ files });
  if (files['serverless.yml'] === undefined) await rm(c.project.path('serverless.yml'));
  return c;
}

async function roleOf(files: ProjectFiles, env: Record<string, string> = {}, node?: string): Promise<string | undefined> {
  await using c = await service(files);
  const { value, error } = await c.script<Answer>('return core.resolveTarget()', env, node);
  return value?.roleArn ?? `${error?.code}: ${error?.message}`;
}

const ESM = { 'package.json': { name: 'consumer', type: 'module' } };
const LIB_TS = `export enum Account { Ours = '${ACCOUNT}' }\nexport namespace Names { export const role = 'app/orders'; }\n`;
const BODY_TS = "service: 'orders', provider: { name: 'aws', iam: { role: `arn:aws:iam::${Account.Ours}:role/${Names.role}` } }";

/** Programs that name the role, in every way in which it may be written. */
const GOOD: { what: string; files: ProjectFiles }[] = [
  { what: 'a .js of an object', files: { 'serverless.js': `module.exports = ${CONFIG};` } },
  { what: 'a .js of a promise', files: { 'serverless.js': `module.exports = Promise.resolve(${CONFIG});` } },
  { what: 'a .js of a thenable', files: { 'serverless.js': `module.exports = { then: (done) => done(${CONFIG}) };` } },
  {
    what: 'a .js with asynchronous work before',
    files: {
      'role.json': { role: ROLE },
      'serverless.js': `const { readFile } = require('node:fs/promises');
        module.exports = (async () => {
          await new Promise((done) => setImmediate(done));
          const { role } = JSON.parse(await readFile(require('node:path').join(__dirname, 'role.json'), 'utf8'));
          return { service: 'orders', provider: { iam: { role } } };
        })();`,
    },
  },
  { what: 'a .cjs', files: { 'serverless.cjs': `module.exports = ${CONFIG};` } },
  { what: 'a .cjs in a package of ES modules', files: { ...ESM, 'serverless.cjs': `module.exports = ${CONFIG};` } },
  { what: 'a .mjs', files: { 'serverless.mjs': `export default ${CONFIG};` } },
  { what: 'a .mjs of a promise', files: { 'serverless.mjs': `export default Promise.resolve(${CONFIG});` } },
  {
    what: 'a .mjs with await at the top',
    files: { 'serverless.mjs': `const config = await Promise.resolve(${CONFIG});\nexport default config;` },
  },
  { what: 'a .js that is an ES module', files: { ...ESM, 'serverless.js': `import 'node:path';\nexport default ${CONFIG};` } },
  {
    what: 'a .js that is an ES module with await at the top',
    files: { ...ESM, 'serverless.js': `const config = await Promise.resolve(${CONFIG});\nexport default config;` },
  },
  {
    what: 'a .js with modules of its own',
    files: {
      'lib/role.js': `exports.role = '${ROLE}';`,
      'serverless.js': "module.exports = { provider: { role: require('./lib/role').role } };",
    },
  },
  {
    what: 'a .js with undefined values',
    files: { 'serverless.js': `module.exports = { ...${CONFIG}, custom: undefined, functions: undefined };` },
  },
  {
    what: 'a .js with values that JSON writes as text',
    files: { 'serverless.js': `module.exports = { ...${CONFIG}, custom: { at: new Date(0) } };` },
  },
  {
    what: 'a .js with variables',
    files: { 'serverless.js': `module.exports = { custom: { role: '${ROLE}' }, provider: { role: '\${self:custom.role}' } };` },
  },
  { what: 'a .ts', files: { 'serverless.ts': `const config: object = ${CONFIG};\nexport default config;` } },
  { what: 'a .ts of a promise', files: { 'serverless.ts': `export default Promise.resolve(${CONFIG});` } },
  { what: 'a .ts with export =', files: { 'serverless.ts': `const config = ${CONFIG};\nexport = config;` } },
  { what: 'a .ts with module.exports', files: { 'serverless.ts': `const config: object = ${CONFIG};\nmodule.exports = config;` } },
  {
    what: 'a .ts with await at the top',
    files: { 'serverless.ts': `const config = await Promise.resolve(${CONFIG});\nexport default config;` },
  },
  {
    what: 'a .ts in a package of ES modules',
    files: { ...ESM, 'serverless.ts': `const config: object = ${CONFIG};\nexport default config;` },
  },
  {
    what: 'a .ts with enums, namespaces and imports without an ending',
    files: { 'lib/names.ts': LIB_TS, 'serverless.ts': `import { Account, Names } from './lib/names';\nexport default { ${BODY_TS} };` },
  },
  {
    what: 'a .ts with imports that end in .js',
    files: { 'lib/names.ts': LIB_TS, 'serverless.ts': `import { Account, Names } from './lib/names.js';\nexport default { ${BODY_TS} };` },
  },
  {
    what: 'a .ts with the paths of its tsconfig.json',
    files: {
      'tsconfig.json': '{\n  // with a comment\n  "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["lib/*"] } }\n}\n',
      'lib/names.ts': LIB_TS,
      'serverless.ts': `import { Account, Names } from '@lib/names';\nexport default { ${BODY_TS} };`,
    },
  },
  {
    what: 'a .ts with mistakes of types only',
    files: {
      'serverless.ts': `import type { No } from 'no-such-package';\nconst n: number = 'x';\nconst c: No = ${CONFIG};\nexport default c satisfies number;`,
    },
  },
  {
    what: 'a .ts that imports JSON and CommonJS',
    files: {
      'role.json': { role: ROLE },
      'plain.cjs': "exports.region = 'eu-central-1';",
      'serverless.ts':
        "import { role } from './role.json';\nimport { region } from './plain.cjs';\nexport default { provider: { role, region } };",
    },
  },
];

describe('a configuration that is a program', () => {
  test.for(GOOD)('$what', async ({ files }) => {
    expect(await roleOf(files)).toBe(ROLE);
  });

  test.for(['serverless.mts', 'sls.config.ts', 'sub/serverless.cjs'])('%s, by its name', async (file) => {
    const text = file.endsWith('.cjs') ? `module.exports = ${CONFIG};` : `const config: object = ${CONFIG};\nexport default config;`;
    expect(await roleOf({ [file]: text }, { STS_CONFIG: file })).toBe(ROLE);
  });

  test('exports.default of a .js is a key like any other, as in Serverless', async () => {
    expect(await roleOf({ 'serverless.js': `exports.default = ${CONFIG};` })).toContain('STS_ROLE_MISSING');
  });

  test('is assumed too, and counts among the files', async () => {
    await using c = await service({ 'serverless.ts': `export default Promise.resolve(${CONFIG});` });
    const { value } = await c.script<[string, string[]]>(
      'const session = await core.assumeRole(); return [process.env.STS_ASSUMED_ROLE_ARN, session.target.files]',
    );
    expect(value).toEqual([`arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test`, [c.project.path('serverless.ts')]]);
    expect(c.sts.count('AssumeRole')).toBe(1);
  });

  test('the names count in the order of Serverless', async () => {
    const names = [
      'serverless.yml',
      'serverless.yaml',
      'serverless.json',
      'serverless.js',
      'serverless.mjs',
      'serverless.cjs',
      'serverless.ts',
    ];
    const text = (name: string): string => {
      const role = `arn:aws:iam::${ACCOUNT}:role/${name.replace('.', '-')}`;
      if (/\.(?:ya?ml|json)$/.test(name)) return JSON.stringify({ provider: { role } });
      return `${/\.c?js$/.test(name) ? 'module.exports =' : 'export default'} { provider: { role: '${role}' } };`;
    };
    await using c = await service(Object.fromEntries(names.toReversed().map((name) => [name, text(name)])));
    const { value } = await c.script<string[]>(`const found = [];
      for (let i = 0; i < ${names.length}; i++) {
        const { configFile, roleArn } = await core.resolveTarget();
        found.push(roleArn.split('role/')[1]);
        require('node:fs').rmSync(configFile);
      }
      return found`);
    expect(value).toEqual(names.map((name) => name.replace('.', '-')));
  });
});

interface BadRow {
  what: string;
  files: ProjectFiles;
  shows: string;
}

const BAD: BadRow[] = [
  { what: 'a function of a .js', files: { 'serverless.js': `module.exports = () => (${CONFIG});` }, shows: 'exports a function' },
  {
    what: 'an asynchronous function of a .ts',
    files: { 'serverless.ts': `export default async () => (${CONFIG});` },
    shows: 'exports a function',
  },
  {
    what: 'a promise of a function',
    files: { 'serverless.mjs': `export default Promise.resolve(() => (${CONFIG}));` },
    shows: 'exports a function',
  },
  { what: 'a list', files: { 'serverless.js': 'module.exports = [];' }, shows: 'exports a list' },
  { what: 'null', files: { 'serverless.js': 'module.exports = null;' }, shows: 'exports nothing' },
  { what: 'a promise of nothing', files: { 'serverless.js': 'module.exports = Promise.resolve();' }, shows: 'exports nothing' },
  { what: 'no default export of a .mjs', files: { 'serverless.mjs': 'export const service = 1;' }, shows: 'exports nothing' },
  { what: 'a text', files: { 'serverless.cjs': "module.exports = 'service: x';" }, shows: 'exports a string' },
  { what: 'a number of a .ts', files: { 'serverless.ts': 'export default 7;' }, shows: 'exports a number' },
  { what: 'a .js that throws', files: { 'serverless.js': "throw new Error('no luck');" }, shows: 'no luck' },
  { what: 'a .mjs that throws', files: { 'serverless.mjs': "throw new Error('no luck');" }, shows: 'no luck' },
  { what: 'a .ts that throws', files: { 'serverless.ts': "throw new Error('no luck' as string);" }, shows: 'no luck' },
  { what: 'a .ts that throws no error', files: { 'serverless.ts': "throw 'no luck';" }, shows: 'no luck' },
  { what: 'a .js that throws undefined', files: { 'serverless.js': 'throw undefined;' }, shows: 'fails when it is run' },
  { what: 'a promise that fails', files: { 'serverless.js': "module.exports = Promise.reject(new Error('no luck'));" }, shows: 'no luck' },
  {
    what: 'a promise of a .ts that fails',
    files: { 'serverless.ts': "export default Promise.reject(new Error('no luck'));" },
    shows: 'no luck',
  },
  { what: 'a module that is not there', files: { 'serverless.js': "require('./nowhere');" }, shows: './nowhere' },
  { what: 'a syntax error of a .js', files: { 'serverless.js': 'module.exports = {' }, shows: 'Unexpected' },
  { what: 'a syntax error of a .mjs', files: { 'serverless.mjs': 'export default {' }, shows: 'Unexpected' },
  { what: 'a syntax error of a .ts', files: { 'serverless.ts': 'const a: = 1;\nexport default {' }, shows: '1:' },
  {
    what: 'a cycle',
    files: { 'serverless.js': `const c = ${CONFIG};\nc.custom = { c };\nmodule.exports = c;` },
    shows: 'what JSON cannot hold',
  },
  {
    what: 'a big number',
    files: { 'serverless.ts': `export default { ...${CONFIG}, custom: { big: 1n } };` },
    shows: 'what JSON cannot hold',
  },
  {
    what: 'a toJSON that throws',
    files: { 'serverless.js': `module.exports = { ...${CONFIG}, toJSON() { throw new Error('no luck'); } };` },
    shows: 'what JSON cannot hold',
  },
  {
    what: 'a toJSON of nothing',
    files: { 'serverless.js': `module.exports = { ...${CONFIG}, toJSON() {} };` },
    shows: 'what JSON cannot hold',
  },
];

describe('a program that is no configuration', () => {
  test.for(BAD)('$what is STS_CONFIG_INVALID, with its file', async ({ files, shows }) => {
    await using c = await service(files);
    const { error, result } = await c.script('return core.resolveTarget()');
    expect(error, result.all).toMatchObject({ code: 'STS_CONFIG_INVALID', isStsError: true });
    expect(error?.message).toContain(c.project.path(Object.keys(files)[0] ?? ''));
    expect(error?.message).toContain(shows);
    expect(error?.hint).not.toBe('');
    expect(result.stderr).toBe('');
  });

  test.for([
    ['serverless.js', 'module.exports = new Promise(() => {});'],
    ['serverless.mjs', 'await new Promise(() => {});\nexport default {};'],
    ['serverless.ts', 'export default new Promise(() => {});'],
    ['serverless.ts', 'await new Promise(() => {});\nexport default {};'],
  ] as const)('%s that never comes to an end is STS_TIMEOUT: %s', async ([file, text]) => {
    await using c = await service({ [file]: text });
    const { error, result } = await c.script('return core.resolveTarget()', { STS_TIMEOUT_MS: '1500' });
    expect(error?.code, result.all).toBe('STS_TIMEOUT');
    expect(error?.message).toContain(c.project.path(file));
    expect(error?.message).toContain('1500 ms');
    expect(result.durationMs).toBeGreaterThan(1400);
    expect(result.durationMs).toBeLessThan(8000);
  });
});

/** Programs with a module of their own, which both count when they change. */
const CHANGING = [
  { id: 'a .js', main: 'serverless.js', lib: 'lib.js', text: "module.exports = { provider: { role: require('./lib').role } };" },
  {
    id: 'a .js of a promise',
    main: 'serverless.js',
    lib: 'lib.js',
    text: "module.exports = Promise.resolve({ provider: { role: require('./lib').role } });",
  },
  {
    id: 'a .js that loads a module when it has waited',
    main: 'serverless.js',
    lib: 'lib.js',
    text: "module.exports = (async () => { await null; return { provider: { role: require('./lib').role } }; })();",
  },
  {
    id: 'a .mjs',
    main: 'serverless.mjs',
    lib: 'lib.mjs',
    text: "import { role } from './lib.mjs';\nexport default { provider: { role } };",
  },
  { id: 'a .ts', main: 'serverless.ts', lib: 'lib.ts', text: "import { role } from './lib';\nexport default { provider: { role } };" },
  {
    id: 'a .ts of a promise',
    main: 'serverless.ts',
    lib: 'lib.ts',
    text: "import { role } from './lib';\nexport default Promise.resolve({ provider: { role } });",
  },
];

const libOf = (lib: string, role: string): string => (lib === 'lib.js' ? `exports.role = '${role}';` : `export const role = '${role}';`);

describe('in the process that loads it', () => {
  test.for(CHANGING)('$id that changes counts at once', async ({ main, lib, text }) => {
    await using c = await service({ [main]: text, [lib]: libOf(lib, ROLE) });
    const changed = text.replace(/provider: \{ /, "provider: { region: 'eu-west-3', ");
    const { value } = await c.script<string[]>(`const before = await core.resolveTarget();
      require('node:fs').writeFileSync('${main}', ${JSON.stringify(changed)});
      const after = await core.resolveTarget();
      return [before.region, after.region]`);
    expect(value).toEqual(['us-east-1', 'eu-west-3']);
  });

  // Node keeps the modules that an ES module imports until the process ends.
  test.for(CHANGING.filter(({ main }) => main !== 'serverless.mjs'))(
    'a module of $id that changes counts at once',
    async ({ main, lib, text }) => {
      await using c = await service({ [main]: text, [lib]: libOf(lib, ROLE) });
      const { value } = await c.script<string[]>(`const before = await core.resolveTarget();
      require('node:fs').writeFileSync('${lib}', ${JSON.stringify(libOf(lib, OTHER))});
      const after = await core.resolveTarget();
      return [before.roleArn, after.roleArn]`);
      expect(value).toEqual([ROLE, OTHER]);
    },
  );

  test.for(CHANGING.filter(({ main }) => main !== 'serverless.mjs'))(
    'nothing of $id stays in require.cache',
    async ({ main, lib, text }) => {
      await using c = await service({ [main]: text, [lib]: libOf(lib, ROLE) });
      const { value } = await c.script<string[]>(`await core.resolveTarget();
      return Object.keys(require.cache).filter((file) => file.startsWith(process.cwd()) && !file.includes('node_modules'))`);
      expect(value).toEqual([]);
    },
  );

  test.for(['serverless.js', 'serverless.ts'])('what was loaded before %s stays the same', async (main) => {
    const text = main.endsWith('.ts')
      ? "import { role } from './lib.js';\nexport default { provider: { role } };"
      : "module.exports = { provider: { role: require('./lib.js').role } };";
    await using c = await service({ [main]: text, 'lib.js': libOf('lib.js', ROLE) });
    const { value } = await c.script<boolean[]>(`const file = require('node:path').resolve('lib.js');
      const [lib, cached] = [require(file), require.cache[file]];
      const { roleArn } = await core.resolveTarget();
      return [roleArn === '${ROLE}', require.cache[file] === cached, require(file) === lib]`);
    expect(value).toEqual([true, true, true]);
  });

  test.for([
    ['serverless.js', 'module.exports =', {}],
    ['serverless.js', 'module.exports = (async (config) => config)', {}],
    ['serverless.mjs', 'export default', {}],
    ['serverless.js', 'export default', ESM],
    ['serverless.ts', 'export default', {}],
    ['serverless.ts', 'export default (async (config: object) => config)', {}],
  ] as const)('%s of "%s" runs once for an answer, in a package %j', async ([main, before, more]) => {
    const text = `globalThis.runs = (globalThis.runs ?? 0) + 1;\n${before} (${CONFIG});`;
    await using c = await service({ ...more, [main]: text });
    const { value } = await c.script('await core.resolveTarget(); return globalThis.runs');
    expect(value).toBe(1);
  });

  test.for(GOOD.filter(({ what }) => /with modules of its own|export =|enums|paths|a \.mjs$/.test(what)))(
    '$what leaves arguments, folder, environment and disk as they were',
    async ({ files }) => {
      await using c = await service(files);
      const before = await c.project.list();
      const { value, result } = await c.script<string[][]>(`const world = () => JSON.stringify([process.argv, process.cwd(), process.env,
          Object.getOwnPropertyNames(globalThis), Object.keys(require.extensions), process.listenerCount('warning')]);
        const lists = () => ['node_modules', require('node:os').tmpdir(), require('node:os').homedir()].map((folder) =>
          require('node:fs').readdirSync(folder).filter((name) => /jiti|tsx|node-compile|cache/i.test(name)).join());
        const before = [world(), ...lists()];
        await core.resolveTarget();
        return [before, [world(), ...lists()]]`);
      expect(value?.[1]).toEqual(value?.[0]);
      expect(await c.project.list()).toEqual(before);
      expect(result.stderr).toBe('');
    },
  );
});

describe('file() of a program', () => {
  const yml = (address: string): string => `service: orders\nprovider:\n  role: \${file(${address}}\n  region: eu-central-1\n`;
  const contextual = `async ({ options, resolveVariable, resolveConfigurationProperty }) => [
      options.stage, await resolveVariable('env:WHO'), await resolveConfigurationProperty(['provider', 'region']),
    ]`;
  const rows: { what: string; address: string; text: string }[] = [
    { what: 'an object', address: 'x.js):role', text: `module.exports = { role: '${ROLE}' };` },
    { what: 'a text', address: 'x.cjs)', text: `module.exports = '${ROLE}';` },
    { what: 'a promise', address: 'x.js):role', text: `module.exports = Promise.resolve({ role: '${ROLE}' });` },
    { what: 'a promise under a key', address: 'x.js):a.role', text: `exports.a = Promise.resolve({ role: '${ROLE}' });` },
    { what: 'a function', address: 'x.js):role', text: `module.exports = () => ({ role: '${ROLE}' });` },
    {
      what: 'an async function',
      address: 'x.cjs):role',
      text: `module.exports = async () => { await null; return { role: '${ROLE}' }; };`,
    },
    { what: 'a function under keys', address: 'x.js):a.b', text: `exports.a = { b: () => '${ROLE}' };` },
    {
      what: 'an async function under keys, with a key behind',
      address: 'x.js):a.b.c',
      text: `exports.a = { b: async () => ({ c: '${ROLE}' }) };`,
    },
    {
      what: 'a function with what Serverless gives it',
      address: 'x.js):role',
      text: `const ask = ${contextual};\nmodule.exports = async (given) => ({ role: (await ask(given)).join() === 'prod,me,eu-central-1' ? '${ROLE}' : 'wrong ' + (await ask(given)).join() });`,
    },
    {
      what: 'a function that asks through the options alone',
      address: 'x.js):role',
      text: `module.exports = ({ options }) => ({ role: options.region === null && options.stage === 'prod' ? '${ROLE}' : JSON.stringify(options) });`,
    },
    {
      what: 'a value with variables',
      address: 'x.js):role',
      text: "module.exports = { role: 'arn:aws:iam::${env:ACCOUNT}:role/app/orders' };",
    },
    { what: 'a function whose value has variables', address: 'x.js):role', text: "module.exports = async () => ({ role: '${env:ARN}' });" },
    {
      what: 'a function that asks for another file',
      address: 'x.js):role',
      text: "exports.role = ({ resolveVariable }) => resolveVariable('file(y.cjs):role');",
    },
    { what: 'a fallback behind a program that is not there', address: `z.js):role, '${ROLE}'`, text: '' },
    { what: 'a fallback behind a key that is not there', address: `x.js):nothing, '${ROLE}'`, text: 'module.exports = () => ({});' },
  ];
  const env = { STS_STAGE: 'prod', WHO: 'me', ACCOUNT, ARN: ROLE };

  test.for(rows)('$what', async ({ address, text }) => {
    const name = address.startsWith('x.cjs') ? 'x.cjs' : 'x.js';
    expect(await roleOf({ 'serverless.yml': yml(address), [name]: text, 'y.cjs': `exports.role = async () => '${ROLE}';` }, env)).toBe(
      ROLE,
    );
  });

  test('is among the files, runs once for any number of variables, and a change counts at once', async () => {
    await using c = await service({
      'serverless.yml': 'service: orders\nprovider:\n  role: ${file(x.js):role}\n  region: ${file(x.js):region}\n',
      'x.js': `globalThis.runs = (globalThis.runs ?? 0) + 1;\nmodule.exports = async () => ({ role: '${ROLE}', region: 'eu-west-1' });`,
    });
    const { value } = await c.script<unknown[]>(`const first = await core.resolveTarget();
      const runs = globalThis.runs;
      require('node:fs').writeFileSync('x.js', "module.exports = { role: '${OTHER}', region: 'eu-west-2' };");
      const second = await core.resolveTarget();
      return [runs, first.files, first.roleArn, first.region, second.roleArn, second.region]`);
    expect(value).toEqual([1, [c.project.path('serverless.yml'), c.project.path('x.js')], ROLE, 'eu-west-1', OTHER, 'eu-west-2']);
  });

  test('a module that its function loads late counts at once when it changes, and does not stay', async () => {
    await using c = await service({
      'serverless.yml': yml('x.js):role'),
      'x.js': "module.exports = () => ({ role: require('./late.js').role });",
      'late.js': `exports.role = '${ROLE}';`,
    });
    const { value } = await c.script<unknown[]>(`const first = await core.resolveTarget();
      require('node:fs').writeFileSync('late.js', "exports.role = '${OTHER}';");
      const second = await core.resolveTarget();
      return [first.roleArn, second.roleArn, Object.keys(require.cache).filter((file) => file.endsWith('late.js')).length]`);
    expect(value).toEqual([ROLE, OTHER, 0]);
  });

  const bad: { what: string; text: string; code: string; shows: string }[] = [
    {
      what: 'a function that asks for itself',
      text: "exports.role = ({ resolveVariable }) => resolveVariable('file(x.js):role');",
      code: 'STS_VARIABLE_CYCLE',
      shows: 'x.js',
    },
    {
      what: 'a function that asks for itself through the configuration',
      text: "exports.role = ({ resolveConfigurationProperty }) => resolveConfigurationProperty(['provider', 'role']);",
      code: 'STS_VARIABLE_CYCLE',
      shows: 'x.js',
    },
    {
      what: 'functions that ask for each other',
      text: "exports.role = ({ resolveVariable }) => resolveVariable('file(y.js):role');",
      code: 'STS_VARIABLE_CYCLE',
      shows: 'js',
    },
    {
      what: 'a function that throws',
      text: "exports.role = () => { throw new Error('no luck'); };",
      code: 'STS_CONFIG_INVALID',
      shows: 'no luck',
    },
    {
      what: 'a promise that fails',
      text: "exports.role = Promise.reject(new Error('no luck'));",
      code: 'STS_CONFIG_INVALID',
      shows: 'no luck',
    },
    { what: 'a program that throws', text: "throw new Error('no luck');", code: 'STS_CONFIG_INVALID', shows: 'no luck' },
    {
      what: 'a function that asks for a variable that has no value',
      text: "exports.role = ({ resolveVariable }) => resolveVariable('env:NOWHERE');",
      code: 'STS_VARIABLE_UNRESOLVED',
      shows: 'env:NOWHERE',
    },
    {
      what: 'a function that asks for what is no variable',
      text: 'exports.role = ({ resolveVariable }) => resolveVariable(7);',
      code: 'STS_',
      shows: 'role',
    },
    { what: 'a key that is not there', text: 'module.exports = {};', code: 'STS_VARIABLE_UNRESOLVED', shows: 'file(x.js):role' },
  ];
  test.for(bad)('$what is $code', async ({ text, code, shows }) => {
    await using c = await service({
      'serverless.yml': yml('x.js):role'),
      'x.js': text,
      'y.js': "exports.role = ({ resolveVariable }) => resolveVariable('file(x.js):role');",
    });
    const { error, result } = await c.script('return core.resolveTarget()');
    expect(error?.code, result.all).toContain(code);
    expect(error?.message).toContain(shows);
    expect(result.stderr).toBe('');
    expect(result.durationMs).toBeLessThan(5000);
  });

  test('a function that never answers is STS_TIMEOUT, with its file and key', async () => {
    await using c = await service({ 'serverless.yml': yml('x.js):a.role'), 'x.js': 'exports.a = { role: () => new Promise(() => {}) };' });
    const { error } = await c.script('return core.resolveTarget()', { STS_TIMEOUT_MS: '1500' });
    expect(error?.code).toBe('STS_TIMEOUT');
    expect(error?.message).toContain(`a.role of ${c.project.path('x.js')}`);
  });

  test('of .ts and .mjs is plain text', async () => {
    const text = `arn:aws:iam::${ACCOUNT}:role/app/`;
    await using c = await service({
      'serverless.yml': 'provider:\n  role: ${file(x.ts)}${file(y.mjs)}\n',
      'x.ts': text,
      'y.mjs': 'orders',
    });
    expect((await c.script<Answer>('return core.resolveTarget()')).value?.roleArn).toBe(ROLE);
  });
});

describe('on the Node.js of the system, 20 to 22', () => {
  test.for(GOOD)('$what', async ({ files }, context) => {
    const node = await olderNode();
    if (node === undefined) return context.skip('there is no Node.js 20 to 22 in PATH, outside of the workspace');
    expect(await roleOf(files, {}, node)).toBe(ROLE);
  });
});

let older: Promise<string | undefined> | undefined;

function olderNode(): Promise<string | undefined> {
  older ??= findOlderNode();
  return older;
}

async function findOlderNode(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '' && !folder.includes('node_modules'));
  for (const folder of new Set(folders)) {
    const node = path.join(folder, 'node');
    const { stdout } = await run(node, ['-p', 'process.versions.node'], { cwd: import.meta.dirname });
    if (/^2[0-2]\./.test(stdout)) return node;
  }
  return undefined;
}

describe('in Jest', () => {
  const spec = "test('is the role', () => { expect(process.env.STS_ASSUMED_ROLE_ARN).toContain('assumed-role/orders/'); });";
  const programs: ProjectFiles[] = [
    { 'serverless.ts': `const config: Promise<object> = Promise.resolve(${CONFIG});\nexport default config;` },
    { 'serverless.js': `module.exports = (async () => { await null; return ${CONFIG}; })();` },
    { 'serverless.mjs': `export default ${CONFIG};` },
  ];
  const rows = ['jest-29', 'jest-30'].flatMap((jest) => programs.map((files) => ({ jest, files, file: Object.keys(files)[0] ?? '' })));

  test.for(rows)('$jest: $file is the role in every file of two workers, for one AssumeRole', async ({ jest, files }) => {
    const core = path.resolve(import.meta.dirname, '..');
    await using c = await service({
      ...files,
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.test.js`, spec])),
      'jest.config.js': "module.exports = { testEnvironment: '@sts/jest-env' };",
    });
    await linkInto(c, '@sts/jest-env', path.resolve(core, '../jest-env'));
    const bin = path.join(RUNNERS, jest, 'bin/jest.js');
    const result = await run(process.execPath, [bin, '--maxWorkers=2'], { cwd: c.project.dir, env: c.env });
    expect(result.exitCode, result.all).toBe(0);
    expect(result.all).toContain('3 passed');
    expect(c.sts.count('AssumeRole')).toBe(1);
  });
});

async function linkInto(c: Consumer, name: string, target: string): Promise<void> {
  const { symlink } = await import('node:fs/promises');
  await symlink(target, c.project.path('node_modules', name), 'junction');
}
