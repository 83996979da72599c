import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RoleWorld } from '@sts/runners/consumers';

type Project = Awaited<ReturnType<RoleWorld['project']>>;

/** What a test file said of itself. */
export interface Said {
  file: string;
  env: Record<string, string>;
  provided: Record<string, string> | undefined;
}

const SAY = `import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
const root = path.dirname(import.meta.url.startsWith('file:') ? decodeURI(new URL(import.meta.url).pathname) : import.meta.url);
export const say = (file) => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(AWS|STS|OWN)_/.test(name)));
  appendFileSync(path.join(root, 'said.ndjson'), JSON.stringify({ file, env, provided: inject('sts') }) + '\\n');
};
`;

/** Test files that say who they are; each may do something before. By path: the folder that `say.mjs` is in, seen from there. */
export function saying(files: Readonly<Record<string, string>>): Record<string, string> {
  const tests = Object.entries(files).map(([file, before]) => {
    const up = '../'.repeat(file.split('/').length - 1) || './';
    return [
      file,
      `import { test } from 'vitest';\nimport { say } from '${up}say.mjs';\ntest('says who it is', async () => {\n${before}\nsay('${file}');\n}, 60_000);\n`,
    ];
  });
  return { 'say.mjs': SAY, ...Object.fromEntries(tests) };
}

/** What was said so far. */
export async function said(project: Project): Promise<Said[]> {
  const text = await project.read('said.ndjson').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Said);
}

/** The session that each file of a run was in, by file. */
export async function sessions(project: Project): Promise<Record<string, string | undefined>> {
  return Object.fromEntries((await said(project)).map(({ file, env }) => [file, env['STS_ASSUMED_ROLE_ARN']?.split('assumed-role/')[1]]));
}

/** The package as it is installed: a folder in node_modules, not a link to sources. */
export async function install(project: Project): Promise<void> {
  const folder = project.path('node_modules/@sts/vitest');
  const source = path.resolve(import.meta.dirname, '../..');
  await rm(folder);
  await mkdir(folder);
  for (const name of ['dist', 'package.json']) await cp(path.join(source, name), path.join(folder, name), { recursive: true });
}

/** The text of a configuration file with the plugin at hand. */
export function config(text: string): Record<string, string> {
  return { 'vitest.config.mjs': `import { sts } from '@sts/vitest';\nexport default ${text};\n` };
}
