import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Runner, sampleOf } from '@sts/runners';
import type { RoleWorld } from '@sts/runners/consumers';

/** A consumer's project. */
export type Project = Awaited<ReturnType<RoleWorld['project']>>;

/** Every Jest, for `describe.for`. */
export const JESTS: { id: string; runner: Runner }[] = sampleOf('jest').map((runner) => ({ id: runner.id, runner }));

/** A `jest.config.js` with our environment, and more. */
export function jestConfig(more: object = {}): Record<string, string> {
  const all = {
    testEnvironment: '@sts/jest-env',
    testMatch: ['**/*.test.{cjs,mjs}'],
    // Our packages are linked from outside of node_modules, which they are not for users: they are not to be compiled.
    transformIgnorePatterns: ['/node_modules/', '/packages/'],
    testTimeout: 60_000,
    ...more,
  };
  return { 'jest.config.js': `module.exports = ${JSON.stringify(all)};\n` };
}

/** A configuration whose provider is a role, and functions that have each their own. */
export function functionsYml(provider: string, functions: Readonly<Record<string, string>>): string {
  const entries = Object.entries(functions).map(([name, role]) => `  ${name}:\n    handler: x.handler\n    role: ${role}\n`);
  return `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\n  iam:\n    role: ${provider}\nfunctions:\n${entries.join('')}`;
}

/** "Installs" packages of this workspace's own into a project: the name there, and the folder that has it. */
export async function link(project: Project, packages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, folder] of Object.entries(packages)) {
    const to = project.path('node_modules', name);
    await mkdir(path.dirname(to), { recursive: true });
    await symlink(fileURLToPath(new URL(`../../../${folder}`, import.meta.url)), to, 'junction');
  }
}

/** For test files that are to be somebody: `who()` asks STS by the environment or with given credentials, `kid()` in a child process. */
export const WHO = `const { execFileSync } = require('node:child_process');
const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');

exports.who = async (credentials) => {
  const client = new STSClient({ region: 'eu-central-1', ...(credentials === undefined ? {} : { credentials }) });
  const { Arn } = await client.send(new GetCallerIdentityCommand({}));
  return Arn.split('/').at(-2) + (Arn.includes('assumed-role') ? '' : '/' + Arn.split('/').at(-1));
};

exports.kid = () => execFileSync(process.execPath, ['-p', 'process.env.STS_ASSUMED_ROLE_ARN?.split("/")[1]'], { encoding: 'utf8' }).trim();
`;

/** What \`WHO\` needs. */
export const SDK: Readonly<Record<string, string>> = { '@aws-sdk/client-sts': 'core/node_modules/@aws-sdk/client-sts' };

/** For test files that report who they are: \`report(name)\`. */
export const REPORTING: Readonly<Record<string, string>> = {
  'report.cjs': `const { execFileSync } = require('node:child_process');
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
const text = '(env) => (env.STS_ASSUMED_ROLE_ARN ? env.STS_ASSUMED_ROLE_ARN.split("/").slice(1).join("/") : env.AWS_ACCESS_KEY_ID)';
exports.report = (name) => {
  const kid = execFileSync(process.execPath, ['-p', '(' + text + ')(process.env)'], { encoding: 'utf8' }).trim();
  appendFileSync(join(__dirname, 'who.ndjson'), JSON.stringify([name, { test: eval(text)(process.env), kid }]) + '\\n');
};
`,
  'by-name.js': `const { createRequire } = require('node:module');
const core = createRequire(require.resolve('jest/package.json')).resolve('@jest/core');
const Sequencer = createRequire(createRequire(core).resolve('jest-config'))('@jest/test-sequencer').default;
module.exports = class extends Sequencer {
  sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); }
};
`,
};

/** A test file that reports who it is. */
export function report(name: string): string {
  return `test('${name}', () => require('../report.cjs').report('${name}'));\n`;
}

/** Who the test files were, by their names: role and session, or the key id; in the test, and in a child process. */
export async function reported(project: Project): Promise<Record<string, unknown>> {
  const lines = (await project.read('who.ndjson')).trim().split('\n');
  return Object.fromEntries(lines.map((line) => JSON.parse(line) as [string, unknown]));
}
