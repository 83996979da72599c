import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Project, type ProjectFiles, registryEnv, run, seed } from '@sts/test-kit';

/** The root of this workspace. */
export const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Packs our packages into a folder, as they would be published. */
export async function packInto(folder: Project): Promise<void> {
  const packages = pathToFileURL(path.join(ROOT, 'scripts/lib/packages.mjs'));
  const code = `import { packAll } from '${packages}'; const { code, output } = await packAll(process.argv[1]); console.log(output); process.exitCode = code;`;
  const args = ['--input-type=module', '-e', code, folder.dir];
  const result = await run(process.execPath, args, { cwd: ROOT, env: registryEnv(process.env), home: homedir() });
  if (result.exitCode !== 0) throw new Error(result.all);
}

/**
 * A project that has packages of ours, unpacked, and beside them what `npm install` would bring: their dependencies, and
 * what the project itself asks for. Nothing else of this workspace is in its reach.
 */
export async function consumer(
  packed: Project,
  ours: readonly string[],
  files: ProjectFiles,
  beside: Readonly<Record<string, string>>,
): Promise<Project> {
  const links: Record<string, string> = { '@types/node': path.join(ROOT, 'node_modules/@types/node'), ...beside };
  for (const name of ours) {
    for (const needed of await dependencies(name)) links[needed] = path.join(ROOT, 'packages', name, 'node_modules', needed);
  }
  const project = await seed(files, { links });
  const tarballs = await packed.list();
  for (const name of ours) {
    const tarball = tarballs.find((file) => file.startsWith(`sts-${name}-`)) ?? '';
    const folder = project.path('node_modules/@sts', name);
    await mkdir(folder, { recursive: true });
    const result = await run('tar', ['-xzf', packed.path(tarball), '-C', folder, '--strip-components=1'], { cwd: project.dir });
    if (result.exitCode !== 0) throw new Error(result.all);
  }
  return project;
}

async function dependencies(name: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(path.join(ROOT, 'packages', name, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(manifest.dependencies).filter((needed) => !needed.startsWith('@sts/'));
}

/** How TypeScript finds types: `exports`, or with `commonjs` only `main`, `types` and `typesVersions`, as older ones can. */
export const MODES = {
  nodenext: { compiler: path.join(ROOT, 'node_modules/typescript/bin/tsc'), options: { module: 'nodenext' } },
  bundler: {
    compiler: path.join(ROOT, 'node_modules/typescript/bin/tsc'),
    options: { module: 'esnext', moduleResolution: 'bundler' },
  },
  commonjs: {
    compiler: path.join(ROOT, 'internal/runners/node_modules/typescript-5/bin/tsc'),
    options: { module: 'commonjs', esModuleInterop: true },
  },
};

/**
 * What the compiler has to say of a project and of our declarations, which it checks too. What it says of files of other
 * packages is their own: Jest's and Vitest's do not pass in every version.
 */
export async function complaints(project: Project, mode: keyof typeof MODES, more: object = {}): Promise<string[]> {
  const { compiler, options } = MODES[mode];
  // What comes with the compiler need not be checked; all that comes from packages is.
  const common = {
    skipDefaultLibCheck: true,
    target: 'es2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ['node'],
  };
  const config = `tsconfig.${mode}.json`;
  await project.write(config, {
    compilerOptions: { ...common, allowJs: true, checkJs: true, ...options, ...more },
    include: ['*.ts', '*.js'],
  });
  const result = await run(process.execPath, [compiler, '-p', config, '--pretty', 'false'], { cwd: project.dir });
  const said = result.all.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
  if (result.exitCode !== 0 && said.length === 0) throw new Error(result.failure ?? 'the compiler said nothing');
  return said.filter((line) => /^[^(]*node_modules\/(?!@sts\/)[^(]*\(\d/.exec(line) === null);
}

/** The example of a package's README that has a text in it. */
export async function example(name: string, text: string): Promise<string> {
  const readme = await readFile(path.join(ROOT, 'packages', name, 'README.md'), 'utf8');
  const found = [...readme.matchAll(/^```[jt]s\n([^]*?)^```$/gm)].flatMap(([, code = '']) => (code.includes(text) ? [code] : []));
  if (found[0] === undefined) throw new Error(`the README of ${name} has no example with ${text}`);
  return found[0];
}
