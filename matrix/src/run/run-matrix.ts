import { mkdtemp, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTarballs } from '@sts/test-kit';
import { type Installation, installConsumer, npmRegistry } from '../consumer/install.ts';
import { KINDS } from '../consumer/kinds.ts';
import { installTools, type Tools } from '../consumer/tools.ts';
import { ADDITIONS } from '../data.ts';
import type { Cell } from '../plan/cells.ts';
import { type CellResult, runCell } from './run-cell.ts';

const TARBALLS = path.join(import.meta.dirname, '../../../.tarballs');

/** Cells that share an installation: it serves all modes and versions of Node.js. */
interface Group {
  cells: Cell[];
  runner: Cell['runner'];
  packageManager: Cell['packageManager'];
}

/** What is told while the matrix runs. */
export interface Progress {
  step(text: string): void;
  begin(number: number, total: number, cell: Cell): void;
  end(result: CellResult): void;
}

/**
 * Runs cells one after another; the next installation is made meanwhile.
 * @param keep leaves the projects of cells that fail
 */
export async function runMatrix(cells: readonly Cell[], { keep, progress }: { keep: boolean; progress: Progress }): Promise<CellResult[]> {
  const parent = await mkdtemp(path.join(tmpdir(), 'sts matrix-'));
  let kept = false;
  const remove = (): void => {
    if (!kept) rmSync(parent, { recursive: true, force: true });
  };
  process.once('exit', remove);
  try {
    const tools = await installTools(cells, progress.step);
    const install = installer({ tools, parent, registry: await npmRegistry(parent) });
    const groups = groupsOf(cells);
    const results: CellResult[] = [];
    let next = install(groups[0]);
    for (const [index, group] of groups.entries()) {
      const installed = await next;
      if (!(installed instanceof Error)) progress.step(installedText(group, installed));
      next = install(groups[index + 1]);
      let failed = false;
      for (const cell of group.cells) {
        progress.begin(results.length + 1, cells.length, cell);
        const result =
          installed instanceof Error ? notInstalled(cell, installed) : await runCell(cell, { project: installed.project, tools, parent });
        progress.end(result);
        results.push(result);
        failed ||= result.problems.length > 0;
      }
      if (installed instanceof Error) continue;
      if (failed && keep) {
        kept = true;
        progress.step(`Kept: ${installed.project.dir}`);
      } else await installed.project.remove();
    }
    return results;
  } finally {
    if (!kept) await rm(parent, { recursive: true, force: true });
    process.off('exit', remove);
  }
}

/** Installs a group, and tells of a failure by returning it: nobody may be waiting yet. */
function installer(given: { tools: Tools; parent: string; registry: string }): (group: Group | undefined) => Promise<Installation | Error> {
  const locks = new Map<string, string>();
  const tarballs = readTarballs(TARBALLS);
  return async (group) => {
    if (group === undefined) return new Error('There is nothing to install');
    const { runner, packageManager } = group;
    const wanted = { runner, packageManager: packageManager.id, ours: KINDS[runner.kind].ours, additions: ADDITIONS };
    try {
      const installation = await installConsumer({ ...wanted, tarballs: await tarballs }, { ...given, lock: locks.get(runner.id) });
      if (installation.lock !== undefined) locks.set(runner.id, installation.lock);
      return installation;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
}

function notInstalled(cell: Cell, { message }: Error): CellResult {
  return { cell, problems: [message.split('\n')[0] ?? message], output: message, durationMs: 0 };
}

function installedText({ runner, packageManager }: Group, { durationMs }: Installation): string {
  return `${runner.title} ${runner.version} is installed with ${packageManager.title} (${(durationMs / 1000).toFixed(1)} s)`;
}

function groupsOf(cells: readonly Cell[]): Group[] {
  const groups = new Map<string, Group>();
  for (const cell of cells) {
    const { runner, packageManager } = cell;
    const key = `${runner.id} ${packageManager.id}`;
    const group = groups.get(key) ?? { cells: [], runner, packageManager };
    group.cells.push(cell);
    groups.set(key, group);
  }
  return [...groups.values()];
}
