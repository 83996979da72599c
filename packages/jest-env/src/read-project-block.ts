// A process of its own: one question in, one answer out.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { BLOCK_FD, type BlockAnswer, type BlockQuestion } from './block-protocol.js';

interface ProjectConfig {
  id: string;
  testEnvironmentOptions: Record<string, unknown>;
}

/** The part of `jest-config` that is used. */
interface JestConfig {
  readConfigs(argv: { _: string[]; $0: string; config?: string }, projects: string[]): Promise<{ configs: ProjectConfig[] }>;
  readConfig(
    argv: { _: string[]; $0: string },
    file: string,
    skipArgv: boolean,
    parentDir: string | undefined,
    index: number,
  ): Promise<{ projectConfig: ProjectConfig }>;
}

type Attempt = () => Promise<readonly ProjectConfig[]>;

const ARGV = { _: [], $0: '' };
/** So far below the folders of run and project a configuration is looked for. */
const DEEPEST = 3;
const CONFIG_FILE = /\.(?:[cm]?[jt]s|json)$/;

async function answer(question: BlockQuestion): Promise<BlockAnswer> {
  let because: string | undefined;
  for (const attempt of attempts(question)) {
    try {
      const config = (await attempt()).find(({ id }) => id === question.id);
      if (config !== undefined) return { found: true, block: config.testEnvironmentOptions['sts'] };
    } catch (error) {
      because ??= error instanceof Error ? error.message : String(error);
    }
  }
  return { found: false, because };
}

/** As Jest finds configurations by itself; then the file that the id of the project was made with. */
function attempts(question: BlockQuestion): Attempt[] {
  const [file] = question.jestConfig;
  if (file === undefined) return [];
  const jest = require(file) as JestConfig;
  const roots = [...new Set([process.cwd(), question.globalRootDir, question.rootDir])];
  const named = [...new Set(roots.flatMap((root) => filesIn(root)))].flatMap((config) => {
    const index = indexOf(config, question);
    if (index === undefined) return [];
    const asRoot: Attempt = async () => (await jest.readConfigs({ ...ARGV, config }, [process.cwd()])).configs;
    const asProject: Attempt = async () => [(await jest.readConfig(ARGV, config, true, undefined, index)).projectConfig];
    return [asRoot, asProject];
  });
  return [
    ...roots.map(
      (root): Attempt =>
        async () =>
          (await jest.readConfigs(ARGV, [root])).configs,
    ),
    ...named,
  ];
}

/** The place among the projects of the one that has this configuration file, if the id was made with it. */
function indexOf(file: string, { id, rootDir, projects }: BlockQuestion): number | undefined {
  const indices = [Number.POSITIVE_INFINITY, ...Array.from({ length: projects + 1 }, (_, index) => index)];
  // As jest-config makes it.
  return indices.find((index) => createHash('sha1').update(rootDir).update(file).update(String(index)).digest('hex').slice(0, 32) === id);
}

/** The files that may be configurations in a folder, and in those below it. */
function filesIn(dir: string, depth = 0): string[] {
  return entries(dir).flatMap((entry) => {
    const file = path.join(dir, entry.name);
    if (!entry.isDirectory()) return CONFIG_FILE.test(entry.name) ? [file] : [];
    return depth === DEEPEST || entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : filesIn(file, depth + 1);
  });
}

function entries(dir: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}

async function main(): Promise<void> {
  const text = JSON.stringify(await answer(JSON.parse(readFileSync(0, 'utf8')) as BlockQuestion));
  writeSync(BLOCK_FD, text);
  // A configuration may have left something open.
  process.exit();
}

void main();
