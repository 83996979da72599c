import { rm } from 'node:fs/promises';
import type { ProjectFiles } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer, type Outcome } from './consumer.js';

type Env = Record<string, string>;

interface Answer {
  roleArn: string;
  stage: string;
  configFile: string;
  files: string[];
}

/** A service whose role is named by a parameter. */
function yml(role = '${param:name}', more = ''): string {
  return `service: orders\nprovider:\n  role: arn:aws:iam::${ACCOUNT}:role/${role}\n${more}`;
}

function compose(params: string, more = ''): string {
  return `services:\n  orders:\n    path: orders\n    params:\n      ${params}\n  bills:\n    path: bills\n${more}`;
}

/** A folder of Serverless Compose, with no configuration of its own. */
async function workspace(files: ProjectFiles): Promise<Consumer> {
  const c = await consumer({ files: { 'orders/serverless.yml': yml(), 'bills/serverless.yml': yml('bills'), ...files } });
  if (files['serverless.yml'] === undefined) await rm(c.project.path('serverless.yml'));
  return c;
}

function ask(c: Consumer, folder: string, env: Env = {}): Promise<Outcome<Answer>> {
  return c.script<Answer>(`process.chdir(${JSON.stringify(folder)}); return core.resolveTarget()`, env);
}

async function nameFound(files: ProjectFiles, env: Env = {}, folder = 'orders'): Promise<string> {
  await using c = await workspace(files);
  const { value, error } = await ask(c, folder, env);
  return value?.roleArn.split('role/')[1] ?? `${error?.code}: ${error?.message}`;
}

const COMPOSE = 'serverless-compose.yml';
const PARAMS = 'params:\n  default: { name: default }\n  dev: { name: dev }\n';

interface Row {
  what: string;
  name: string;
  files: ProjectFiles;
  env?: Env;
  folder?: string;
}

const FOUND: Row[] = [
  { what: 'a parameter of the service', name: 'a', files: { [COMPOSE]: compose('name: a') } },
  {
    what: 'from a folder below the service',
    name: 'a',
    files: { [COMPOSE]: compose('name: a'), 'orders/src/x.js': '' },
    folder: 'orders/src',
  },
  {
    what: 'the option params comes before',
    name: 'mine',
    files: { [COMPOSE]: compose('name: a') },
    env: { STS_PARAMS: '{"name":"mine"}' },
  },
  {
    what: 'it comes before params.<stage> and params.default',
    name: 'a',
    files: { [COMPOSE]: compose('name: a'), 'orders/serverless.yml': yml(undefined, PARAMS) },
  },
  {
    what: 'a null falls through',
    name: 'dev',
    files: { [COMPOSE]: compose('name: null'), 'orders/serverless.yml': yml(undefined, PARAMS) },
  },
  {
    what: 'a parameter that is not there falls through',
    name: 'dev',
    files: { [COMPOSE]: compose('other: a'), 'orders/serverless.yml': yml(undefined, PARAMS) },
  },
  {
    what: 'the parameters of another service do not count',
    name: 'dev',
    files: { [COMPOSE]: compose('other: a', '    params:\n      name: b\n'), 'orders/serverless.yml': yml(undefined, PARAMS) },
  },
  { what: 'a number', name: '7', files: { [COMPOSE]: compose('name: 7') } },
  { what: 'a zero', name: '0', files: { [COMPOSE]: compose('name: 0') } },
  { what: 'a variable of the environment', name: 'e', files: { [COMPOSE]: compose('name: ${env:WHO}') }, env: { WHO: 'e' } },
  { what: 'the stage', name: 'of-prod', files: { [COMPOSE]: compose('name: of-${sls:stage}') }, env: { STS_STAGE: 'prod' } },
  { what: 'the default stage', name: 'of-dev', files: { [COMPOSE]: compose('name: of-${sls:stage}') } },
  {
    what: 'self is the compose file',
    name: 'root',
    files: { [COMPOSE]: compose('name: ${self:custom.name}', 'custom: { name: root }\n') },
  },
  {
    what: 'a file starts at the compose file',
    name: 'root',
    files: { [COMPOSE]: compose('name: ${file(names.yml):name}'), 'names.yml': 'name: root', 'orders/names.yml': 'name: no' },
  },
  {
    what: 'a program',
    name: 'program',
    files: { [COMPOSE]: compose('name: ${file(names.js):name}'), 'names.js': "exports.name = async () => 'program';" },
  },
  {
    what: 'an option of the command line',
    name: 'eu-west-1',
    files: { [COMPOSE]: compose('name: ${opt:region}') },
    env: { STS_REGION: 'eu-west-1' },
  },
  {
    what: 'a service that is found by a path with ./ and /',
    name: 'a',
    files: { [COMPOSE]: compose('name: a').replace('path: orders', 'path: ./orders/') },
  },
  {
    what: 'a service whose path is the folder of the compose file',
    name: 'a',
    files: { [COMPOSE]: 'services:\n  x:\n    path: .\n    params: { name: a }\n', 'serverless.yml': yml() },
    folder: '.',
  },
  {
    what: 'a compose file far above',
    name: 'a',
    files: { [COMPOSE]: 'services:\n  x:\n    path: a/b/c\n    params: { name: a }\n', 'a/b/c/serverless.yml': yml() },
    folder: 'a/b/c',
  },
  {
    what: 'the nearest compose file',
    name: 'near',
    files: { [COMPOSE]: compose('name: far'), 'sub/serverless-compose.yml': compose('name: near'), 'sub/orders/serverless.yml': yml() },
    folder: 'sub/orders',
  },
  {
    what: 'a service that the compose file leaves out',
    name: 'dev',
    files: { [COMPOSE]: 'services:\n  bills: { path: bills }\n', 'orders/serverless.yml': yml(undefined, PARAMS) },
  },
  { what: 'a service that needs no parameter', name: 'bills', files: { [COMPOSE]: compose('name: ${bills.output}') }, folder: 'bills' },
  {
    what: 'the configuration that a service names',
    name: 'named',
    files: {
      [COMPOSE]: compose('name: named\n    config: sls.yml'),
      'orders/sls.yml': yml('${param:name}'),
      'orders/serverless.yml': yml('not-this'),
    },
  },
  {
    what: 'an output of another service, in a parameter that is not asked for',
    name: 'a',
    files: { [COMPOSE]: compose('name: a\n      other: ${bills.output}') },
  },
  {
    what: 'an output of another service that STS_PARAMS gives',
    name: 'given',
    files: { [COMPOSE]: compose('name: ${bills.output}') },
    env: { STS_PARAMS: '{"name":"given"}' },
  },
  {
    what: 'a fallback behind a parameter that is not there',
    name: 'fallback',
    files: { [COMPOSE]: compose('other: a'), 'orders/serverless.yml': yml("${param:name, 'fallback'}") },
  },
  {
    what: 'a service whose params are null',
    name: 'dev',
    files: { [COMPOSE]: 'services:\n  orders:\n    path: orders\n    params:\n', 'orders/serverless.yml': yml(undefined, PARAMS) },
  },
  {
    what: 'a service that is a text',
    name: 'dev',
    files: { [COMPOSE]: 'services:\n  orders: orders\n', 'orders/serverless.yml': yml(undefined, PARAMS) },
  },
];

describe('a service of Serverless Compose', () => {
  test.for(FOUND)('$what', async ({ name, files, env, folder }) => {
    expect(await nameFound(files, env, folder)).toBe(name);
  });

  test.for([
    ['serverless-compose.yaml', compose('name: a')],
    ['serverless-compose.json', { services: { orders: { path: 'orders', params: { name: 'a' } } } }],
    ['serverless-compose.js', "module.exports = { services: { orders: { path: 'orders', params: { name: 'a' } } } };"],
    ['serverless-compose.js', "module.exports = Promise.resolve({ services: { orders: { path: 'orders', params: { name: 'a' } } } });"],
    [
      'serverless-compose.ts',
      "const params: object = { name: 'a' };\nexport default { services: { orders: { path: 'orders', params } } };",
    ],
    ['serverless-compose.ts', "export default Promise.resolve({ services: { orders: { path: 'orders', params: { name: 'a' } } } });"],
  ] as const)('of %s: %s', async ([file, content]) => {
    expect(await nameFound({ [file]: content })).toBe('a');
  });

  test('its compose file is among the files', async () => {
    await using c = await workspace({ [COMPOSE]: compose('name: ${file(names.yml):name}'), 'names.yml': 'name: a' });
    const { value } = await ask(c, 'orders');
    expect(value?.files).toEqual(expect.arrayContaining(['orders/serverless.yml', COMPOSE].map((file) => c.project.path(file))));
  });

  test('the files that its parameters come from are among the files too', async () => {
    await using c = await workspace({ [COMPOSE]: compose('name: ${file(names.yml):name}'), 'names.yml': 'name: a' });
    const { value } = await ask(c, 'orders');
    expect(value?.files).toContain(c.project.path('names.yml'));
  });

  test('may lie beside another with its own configuration, which STS_CONFIG names', async () => {
    const both =
      "services:\n  one: { path: both, config: one.yml, params: { name: '1' } }\n  two: { path: both, config: two.yml, params: { name: '2' } }\n";
    const files = { [COMPOSE]: both, 'both/one.yml': yml(), 'both/two.yml': yml() };
    expect(await nameFound(files, { STS_CONFIG: 'one.yml' }, 'both')).toBe('1');
    expect(await nameFound(files, { STS_CONFIG: 'two.yml' }, 'both')).toBe('2');
    expect(await nameFound(files, { STS_CONFIG: 'both/two.yml' }, '.')).toBe('2');
  });

  test('a change of the compose file counts at once', async () => {
    await using c = await workspace({ [COMPOSE]: compose('name: a') });
    const { value } = await c.script<string[]>(`process.chdir('orders');
      const first = await core.resolveTarget();
      require('node:fs').writeFileSync('../${COMPOSE}', ${JSON.stringify(compose('name: b'))});
      return [first.roleArn, (await core.resolveTarget()).roleArn].map((arn) => arn.split('/')[1])`);
    expect(value).toEqual(['a', 'b']);
  });

  test('is assumed', async () => {
    await using c = await workspace({ [COMPOSE]: compose('name: app/orders') });
    const { value, error } = await c.script("process.chdir('orders'); return (await core.openSession()).assumedRoleArn");
    expect(value, error?.everything).toContain('assumed-role/orders/');
  });
});

interface BadRow {
  what: string;
  code: string;
  shows: string[];
  files: ProjectFiles;
  folder?: string;
  env?: Env;
}

const BAD: BadRow[] = [
  {
    what: 'an output of another service',
    code: 'STS_VARIABLE_UNRESOLVED',
    shows: ['${bills.output}', 'STS_PARAMS=', COMPOSE],
    files: { [COMPOSE]: compose('name: ${bills.output}') },
  },
  {
    what: 'an output inside a text',
    code: 'STS_VARIABLE_UNRESOLVED',
    shows: ['${bills.out.arn}', 'STS_PARAMS='],
    files: { [COMPOSE]: compose('name: x-${bills.out.arn}-y') },
  },
  {
    what: 'a parameter whose variable has no value',
    code: 'STS_VARIABLE_UNRESOLVED',
    shows: ['${env:NOWHERE}', COMPOSE],
    files: { [COMPOSE]: compose('name: ${env:NOWHERE}') },
  },
  {
    what: 'a parameter that leads back to itself',
    code: 'STS_VARIABLE_CYCLE',
    shows: [COMPOSE],
    files: { [COMPOSE]: compose('name: ${self:services.orders.params.name}') },
  },
  {
    what: 'a parameter that asks for the stage, where the stage asks for it',
    code: 'STS_VARIABLE_CYCLE',
    shows: ['provider.stage'],
    files: {
      [COMPOSE]: compose('name: ${sls:stage}'),
      'orders/serverless.yml': yml('${param:name}', '').replace('provider:', 'provider:\n  stage: ${param:name}'),
    },
  },
  {
    what: 'the folder of the compose file',
    code: 'STS_CONFIG_NOT_FOUND',
    shows: ['2 services', 'orders: STS_CONFIG=orders/serverless.yml', 'bills: STS_CONFIG=bills/serverless.yml'],
    files: { [COMPOSE]: compose('name: a') },
    folder: '.',
  },
  {
    what: 'a folder beside the services',
    code: 'STS_CONFIG_NOT_FOUND',
    shows: ['orders: STS_CONFIG=../orders/serverless.yml'],
    files: { [COMPOSE]: compose('name: a'), 'src/x.js': '' },
    folder: 'src',
  },
  {
    what: 'a compose file with one service',
    code: 'STS_CONFIG_NOT_FOUND',
    shows: ['one service', 'x: STS_CONFIG=orders/serverless.yml'],
    files: { [COMPOSE]: 'services: { x: { path: orders } }' },
    folder: '.',
  },
  {
    what: 'a service without a configuration',
    code: 'STS_CONFIG_NOT_FOUND',
    shows: ['x: ', '(no configuration there)'],
    files: { [COMPOSE]: 'services: { x: { path: nowhere } }' },
    folder: '.',
  },
  {
    what: 'a compose file without services',
    code: 'STS_CONFIG_NOT_FOUND',
    shows: ['STS_CONFIG='],
    files: { [COMPOSE]: 'services: {}' },
    folder: '.',
  },
  {
    what: 'two services in one folder',
    code: 'STS_CONFIG_NOT_FOUND',
    shows: ['2 services', 'one: STS_CONFIG=one.yml', 'two: STS_CONFIG=two.yml'],
    files: {
      [COMPOSE]: 'services:\n  one: { path: both, config: one.yml }\n  two: { path: both, config: two.yml }\n',
      'both/one.yml': yml('x'),
      'both/two.yml': yml('x'),
    },
    folder: 'both',
  },
  {
    what: 'a configuration that is named and not there',
    code: 'STS_CONFIG_NOT_FOUND',
    shows: ['services.orders.config', 'nowhere.yml'],
    files: { [COMPOSE]: compose('name: a\n    config: nowhere.yml') },
  },
  { what: 'a compose file that is no YAML', code: 'STS_CONFIG_INVALID', shows: [`${COMPOSE}:1:`], files: { [COMPOSE]: 'services: ]' } },
  { what: 'an empty compose file', code: 'STS_CONFIG_INVALID', shows: [COMPOSE, 'services'], files: { [COMPOSE]: '' } },
  { what: 'a compose file that is a list', code: 'STS_CONFIG_INVALID', shows: [COMPOSE, 'services'], files: { [COMPOSE]: '- orders' } },
  {
    what: 'services that are a list',
    code: 'STS_CONFIG_INVALID',
    shows: [COMPOSE, 'services'],
    files: { [COMPOSE]: 'services: [orders]' },
  },
  {
    what: 'a compose file in JSON that is none',
    code: 'STS_CONFIG_INVALID',
    shows: ['serverless-compose.json:1:'],
    files: { 'serverless-compose.json': '{ services }' },
  },
  {
    what: 'a compose file that throws',
    code: 'STS_CONFIG_INVALID',
    shows: ['serverless-compose.js', 'no luck'],
    files: { 'serverless-compose.js': "throw new Error('no luck');" },
  },
  {
    what: 'a compose file that exports a function',
    code: 'STS_CONFIG_INVALID',
    shows: ['serverless-compose.ts'],
    files: { 'serverless-compose.ts': 'export default () => ({});' },
  },
  {
    what: 'a compose file that never comes to an end',
    code: 'STS_TIMEOUT',
    shows: ['serverless-compose.js', '1500 ms'],
    files: { 'serverless-compose.js': 'module.exports = new Promise(() => {});' },
    env: { STS_TIMEOUT_MS: '1500' },
  },
];

describe('what Serverless Compose does not say', () => {
  test.for(BAD)('$what is $code', async ({ code, shows, files, folder = 'orders', env = {} }) => {
    await using c = await workspace(files);
    const { error, result } = await ask(c, folder, env);
    expect(error, result.all).toMatchObject({ code, isStsError: true });
    for (const text of shows) expect(`${error?.message}\n${error?.hint}`).toContain(text);
  });

  test('a broken compose file is no matter where the configuration is named and outside of it', async () => {
    await using c = await workspace({ 'a/serverless-compose.yml': 'services: [', 'a/x.js': '', 'b/serverless.yml': yml('b') });
    const { value, error } = await ask(c, 'a', { STS_CONFIG: '../b/serverless.yml' });
    expect(value?.roleArn, error?.message).toContain('role/b');
  });

  test('the hint for an output can be pasted', async () => {
    await using c = await workspace({ [COMPOSE]: compose('name: ${bills.output}') });
    const { error } = await ask(c, 'orders');
    const [, json = ''] = /STS_PARAMS='([^']*)'/.exec(error?.hint ?? '') ?? [];
    const again = await ask(c, 'orders', { STS_PARAMS: json.replace('…', 'given') });
    expect(again.value?.roleArn).toContain('role/given');
  });
});
