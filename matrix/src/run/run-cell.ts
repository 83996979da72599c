import { mkdir, rm } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { leftBehind, notes, RoleWorld, serverlessYml, wrongNotes } from '@sts/runners/consumers';
import { type Project, run, type RunResult, seed } from '@sts/test-kit';
import { runnerCommand } from '../consumer/install.ts';
import { FILES, KINDS } from '../consumer/kinds.ts';
import type { Tools } from '../consumer/tools.ts';
import type { Cell } from '../plan/cells.ts';

const LIMIT_MS = 3 * 60_000;

/** What was seen of a cell. */
export interface CellResult {
  cell: Cell;
  /** What is wrong; nothing when the cell passed. */
  problems: string[];
  /** What the runner printed in both runs. */
  output: string;
  durationMs: number;
}

/**
 * Runs a cell twice in an installed project, with fresh caches: every place of every test file has to be the role, for one
 * AssumeRole in the first run and none in the second.
 */
export async function runCell(
  cell: Cell,
  { project, tools, parent }: { project: Project; tools: Tools; parent: string },
): Promise<CellResult> {
  const began = performance.now();
  const { command, files } = KINDS[cell.runner.kind];
  await using world = await RoleWorld.make();
  await using temporary = await seed({}, { parent, name: 'temporary files' });
  await mkdir(temporary.dir, { recursive: true });
  for (const file of ['report.ndjson', 'node_modules/.cache', 'node_modules/.vite', 'node_modules/.vite-temp']) {
    await rm(project.path(file), { recursive: true, force: true });
  }
  for (const [file, content] of Object.entries({ ...files, 'serverless.yml': serverlessYml(world.addRole('orders')) })) {
    await project.write(file, content);
  }
  const before = await ownFiles(project);
  const problems: string[] = [];
  let output = '';
  for (const title of ['first run', 'second run'] as const) {
    const [program, args] = runnerCommand(cell, { project, command, tools });
    const env = world.env({ PATH: [tools.nodeFolder(cell.node), process.env['PATH']].join(delimiter), TMPDIR: temporary.dir });
    const result = await run(program, args, { cwd: project.dir, env, timeoutMs: LIMIT_MS });
    output += `--- ${title}\n${result.all}\n`;
    problems.push(...(await problemsOf(cell, { title, result, project, world })).map((problem) => `${title}: ${problem}`));
    // What went wrong in the first run goes wrong in the second.
    if (problems.length > 0) break;
  }
  problems.push(...(await filesLeft(project, before, temporary)));
  if (world.secrets().some((secret) => output.includes(secret))) {
    problems.push('a secret is in the output');
    output = 'not shown: it holds a secret';
  }
  return { cell, problems, output, durationMs: performance.now() - began };
}

async function problemsOf(
  { runner, mode, node }: Cell,
  { title, result, project, world }: { title: 'first run' | 'second run'; result: RunResult; project: Project; world: RoleWorld },
): Promise<string[]> {
  if (result.exitCode !== 0) return [result.failure ?? (result.timedOut ? 'did not end in time' : `exit code ${result.exitCode}`)];
  const calls = world.sts.count('AssumeRole');
  const noted = await notes(project);
  const wrong = wrongNotes(noted, 'orders', world);
  const tests = noted.filter(({ place }) => place === 'test');
  const runs = title === 'first run' ? 1 : 2;
  const missing = KINDS[runner.kind].places.filter((place) => !noted.some((note) => note.place === place));
  const foreign = new Set(noted.map((note) => note.node).filter((version) => version !== `v${node.version}`));
  const workers = new Set(tests.map(({ pid }) => pid)).size;
  return [
    ...(calls === 1 ? [] : [`${calls} AssumeRole calls in all, and there should be 1`]),
    ...(wrong.length === 0 ? [] : [`not the role: ${JSON.stringify(wrong).slice(0, 1000)}`]),
    ...(tests.length === runs * FILES ? [] : [`${tests.length} tests noted who they are, and there should be ${runs * FILES}`]),
    ...(missing.length === 0 ? [] : [`nothing was noted at: ${missing.join(', ')}`]),
    ...(foreign.size === 0 ? [] : [`ran on Node.js ${[...foreign].join(', ')}`]),
    ...(mode.workers === 'none' || workers > 1 ? [] : ['all test files were in one process']),
  ];
}

/** What the runs left behind beside their answer: in the project, in its cache, in the folder for temporary files. */
async function filesLeft(project: Project, before: readonly string[], temporary: Project): Promise<string[]> {
  const known = new Set([...before, 'report.ndjson']);
  const inProject = (await ownFiles(project)).filter((file) => !known.has(file));
  const inCache = (await leftBehind(project)).filter((file) => file.includes('/sts'));
  const inTemporary = (await temporary.list()).filter((file) => !ALLOWED.test(file));
  const left = [...inProject, ...inCache, ...inTemporary];
  return left.length === 0 ? [] : [`left behind: ${left.slice(0, 20).join(', ')}`];
}

/** The key of our cache, and what runners keep for themselves. */
const ALLOWED = /^(?:sts-\d+\/|jest_|node-compile-cache\/)/;

async function ownFiles(project: Project): Promise<string[]> {
  const all = await project.list();
  return all.filter((file) => !/^(?:node_modules|\.yarn)\//.test(file));
}
