import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FoundRunner } from '../../project/find-runners.js';
import type { PackageFile } from '../../project/package-file.js';
import { changedJson, listWith } from './edits/json.js';
import { JavaScriptEdit } from './edits/javascript.js';
import { requireInYaml } from './edits/mocha-yaml.js';
import { Unsure } from './edits/unsure.js';

/** A file before and after; `undefined` before where it is made. */
export interface Change {
  file: string;
  before: string | undefined;
  after: string;
}

/**
 * The change that sets a runner up.
 * @throws {Unsure} where only a person can tell
 */
export function changeFor(runner: Pick<FoundRunner, 'kind' | 'config' | 'scripts'>, project: PackageFile): Change {
  switch (runner.kind.id) {
    case 'jest':
      return forJest(runner.config, project);
    case 'vitest':
      return forVitest(runner.config, project);
    case 'mocha':
      return forMocha(runner.config, project);
    case 'node-test':
      return forNodeTest(runner, project);
  }
}

type Config = FoundRunner['config'];

const JEST_ENV = '@sts/jest-env';
/** What Jest calls its own environments, and ours that take their places. */
const IN_PLACE_OF: ReadonlyMap<unknown, string> = new Map([
  [undefined, JEST_ENV],
  ['node', JEST_ENV],
  ['jest-environment-node', JEST_ENV],
  ['jsdom', `${JEST_ENV}/jsdom`],
  ['jest-environment-jsdom', `${JEST_ENV}/jsdom`],
]);

function forJest(config: Config, project: PackageFile): Change {
  if (config === undefined) {
    const body = `{ testEnvironment: '${JEST_ENV}' };\n`;
    return made(project, 'jest.config.js', `${project.value('type') === 'module' ? 'export default' : 'module.exports ='} ${body}`);
  }
  const before = readFileSync(config.file, 'utf8');
  if (isJson(config.file)) {
    const above = config.key === undefined ? [] : [config.key];
    const given = JSON.parse(JSON.stringify(config.key === undefined ? parsedJson(before) : project.value(config.key))) as Record<
      string,
      unknown
    >;
    const ours = jestEnvironment(given['testEnvironment'], given['preset'], 'projects' in given);
    return { file: config.file, before, after: changedJson(before, [...above, 'testEnvironment'], () => ours) };
  }
  const edit = new JavaScriptEdit(before, config.file);
  const environment = edit.string(edit.root, 'testEnvironment');
  const value = edit.quoted(jestEnvironment(environment, edit.string(edit.root, 'preset'), edit.has(edit.root, 'projects')));
  const after =
    environment === undefined ? edit.added(edit.root, `testEnvironment: ${value}`) : edit.replaced(edit.root, 'testEnvironment', value);
  return { file: config.file, before, after };
}

/** Our environment in place of the one that is there. Throws `Unsure`. */
function jestEnvironment(environment: unknown, preset: unknown, hasProjects: boolean): string {
  if (hasProjects) throw new Unsure('each of its projects has an environment of its own');
  const ours = IN_PLACE_OF.get(environment);
  if (ours === undefined) {
    throw new Unsure(`it has another test environment, ${JSON.stringify(environment)}, which has to be wrapped: withSts of ${JEST_ENV}`);
  }
  if (environment === undefined && preset !== undefined && !String(preset).startsWith('ts-jest')) {
    throw new Unsure(`its preset, ${JSON.stringify(preset)}, may name a test environment`);
  }
  return ours;
}

function forVitest(config: Config, project: PackageFile): Change {
  const item = '@sts/vitest';
  if (config === undefined) return made(project, 'vitest.config.mjs', `export default { test: { globalSetup: ['${item}'] } };\n`);
  const before = readFileSync(config.file, 'utf8');
  const edit = new JavaScriptEdit(before, config.file);
  const test = edit.object(edit.root, 'test');
  if (test === undefined)
    return { file: config.file, before, after: edit.added(edit.root, `test: { globalSetup: [${edit.quoted(item)}] }`) };
  if (edit.has(test, 'projects') || edit.has(test, 'workspace')) throw new Unsure('each of its projects has a set-up of its own');
  return { file: config.file, before, after: edit.listed(test, 'globalSetup', edit.quoted(item)) };
}

function forMocha(config: Config, project: PackageFile): Change {
  const item = '@sts/mocha';
  if (config === undefined) return made(project, '.mocharc.json', `${JSON.stringify({ require: [item] }, undefined, 2)}\n`);
  const { file, key } = config;
  const before = readFileSync(file, 'utf8');
  if (isJson(file)) {
    const keys = [...(key === undefined ? [] : [key]), 'require'];
    return { file, before, after: changedJson(before, keys, (value) => listWith(value, item)) };
  }
  if (/\.ya?ml$/.test(file)) return { file, before, after: requireInYaml(before, item) };
  const edit = new JavaScriptEdit(before, file);
  return { file, before, after: edit.listed(edit.root, 'require', edit.quoted(item)) };
}

function forNodeTest({ scripts, kind }: Pick<FoundRunner, 'kind' | 'scripts'>, project: PackageFile): Change {
  if (scripts.length === 0) throw new Unsure('no script of package.json starts node --test');
  const after = scripts.reduce(
    (text, name) =>
      changedJson(text, ['scripts', name], (line) =>
        String(line).replaceAll(new RegExp(kind.script, 'g'), (part) => part.replace(/node\s/, `node --require ${kind.package} `)),
      ),
    project.text,
  );
  return { file: project.file, before: project.text, after };
}

/** A new file, where there is none of that name. */
function made(project: PackageFile, name: string, after: string): Change {
  const file = path.join(project.dir, name);
  if (existsSync(file)) throw new Unsure(`${name} is there, and is not the configuration that the scripts name`);
  return { file, before: undefined, after };
}

function isJson(file: string): boolean {
  return /\.jsonc?$/.test(file);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unsure('it is not JSON');
  }
}
