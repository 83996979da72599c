import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/experimental';
import { ROOT, run, tool } from './command.mjs';

const CORE = path.join(ROOT, 'packages/core');
const LICENCES = 'third-party-licences.txt';

/**
 * Builds every package: TypeScript's own compiler for all but the code of the core, which becomes a few files with the
 * YAML reader and the schema library in them. One file loads in a third of the time of a hundred, and a start is what
 * people wait for.
 * @returns exit code and, with `quiet`, the output
 */
export async function build({ quiet = false } = {}) {
  const compiled = await run(tool('tsc'), ['-b'], { quiet });
  if (compiled.code !== 0) return compiled;
  await bundleCore();
  await writeSchema();
  return compiled;
}

/** What people load, and what comes with it: in one file, for every file costs a start. */
const DOORS = { index: 'src/index.ts', runner: 'src/runner.ts' };

/** Loaded by name, when it is needed. */
const LATER = {
  helper: 'src/session/helper.ts',
  'source-process': 'src/session/source-process.ts',
  cold: 'src/session/cold.ts',
  tools: 'src/session/tools.ts',
  statements: 'src/target/statements/read-statements.ts',
  'app-environment': 'src/target/app-environment/read-app-environment.ts',
  // A file of its own for the simulation of a fleet.
  retries: 'src/retries/index.ts',
};

/** Complete in itself, so that nothing else has to be loaded for it. */
const ALONE = { flags: 'src/session/flags.ts' };

async function bundleCore() {
  const start = await loadedWith(DOORS);
  const open = await loadedWith({ cold: LATER.cold });
  const groups = [
    { name: 'start', test: (id) => start.has(id), priority: 2 },
    { name: 'open', test: (id) => open.has(id), priority: 1 },
  ];
  const output = await generate({ ...DOORS, ...LATER }, { codeSplitting: { groups } });
  checkProcesses(output);
  write([...output, ...(await generate(ALONE, {}))]);
}

/** The modules that are loaded at once with entries; others are imported when they are needed. */
async function loadedWith(input) {
  const output = await generate(input, {});
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const names = new Set(output.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of names) for (const imported of byName.get(name).imports) if (byName.has(imported)) names.add(imported);
  return new Set([...names].flatMap((name) => Object.keys(byName.get(name).modules)));
}

async function generate(input, more) {
  const bundle = await rolldown({
    cwd: CORE,
    input,
    platform: 'node',
    external: [/^node:/],
    // The ES module of a library is its one-file form, and can be shaken.
    resolve: { conditionNames: ['import', 'node'] },
    transform: { target: 'node20' },
    plugins: [librariesMinified()],
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    minify: true,
    comments: { legal: true, jsdoc: false },
    chunkFileNames: '[name].js',
    ...more,
  });
  await bundle.close();
  return output;
}

/** What is a process of its own starts when it is loaded: no other file may, for something that was put into it. */
function checkProcesses(output) {
  for (const { fileName, imports, dynamicImports } of output) {
    const wrong = [...imports, ...dynamicImports].find((name) => ['helper.js', 'source-process.js'].includes(name));
    if (wrong !== undefined) throw new Error(`${fileName} would start ${wrong}`);
  }
}

/** To be compiled costs a start more than all else: what others wrote is made small, our own code stays as it is to be read. */
function librariesMinified() {
  return {
    name: 'libraries-minified',
    transform(code, id) {
      if (!id.includes('/node_modules/')) return null;
      const { code: small, errors } = minifySync(id, code, { module: true, compress: { target: 'node20' } });
      if (errors.length > 0) throw new Error(`${id} cannot be minified: ${errors[0].message}`);
      return { code: small, map: null };
    },
  };
}

/** Files of an earlier shape go: they would be packed too. */
function write(output) {
  const dist = path.join(CORE, 'dist');
  const modules = output.flatMap((chunk) => Object.keys(chunk.modules));
  const files = new Map([...output.map(({ fileName, code }) => [fileName, code]), [LICENCES, licences(modules)]]);
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist, { recursive: true })) {
    if (name.endsWith('.js') && !files.has(name)) rmSync(path.join(dist, name));
  }
  for (const [name, text] of files) writeIfNew(path.join(dist, name), text);
}

/** Untouched when nothing changed, so that a build beside running tests disturbs none of them. */
function writeIfNew(file, text) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

/** The JSON schema for editors, made by the code that checks the options, with the doc comments that describe them. */
async function writeSchema() {
  const bundle = await rolldown({ cwd: CORE, input: 'src/options/json-schema.ts', platform: 'node', transform: { target: 'node20' } });
  const folder = mkdtempSync(path.join(tmpdir(), 'sts-schema-'));
  const file = path.join(folder, 'json-schema.mjs');
  try {
    await bundle.write({ format: 'esm', file });
    await bundle.close();
    const { serverlessSchema } = await import(pathToFileURL(file).href);
    const schema = serverlessSchema(docComments(readFileSync(path.join(CORE, 'src/options/types.ts'), 'utf8')));
    writeIfNew(path.join(CORE, 'dist', 'serverless.schema.json'), `${JSON.stringify(schema, undefined, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The doc comment of each property, on one line. */
function docComments(source) {
  const found = [...source.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(\w+)\?:/g)];
  return Object.fromEntries(found.map(([, text, name]) => [name, text.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim()]));
}

/** The licences of what is in the bundle, which have to come along. */
function licences(modules) {
  const folders = new Set(modules.map((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]).filter(Boolean));
  const texts = [...folders].toSorted().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file, and its code would be in the package`);
    return `${name} ${version} (${license})\n\n${readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
