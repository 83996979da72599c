import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StsError } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { print, printJson } from '../../output.js';
import { canResolve, findRunners, type FoundRunner } from '../../project/find-runners.js';
import { findPackageFile, type PackageFile } from '../../project/package-file.js';
import { installCommand } from '../../project/package-manager.js';
import { RUNNER_KINDS } from '../../project/runner-kinds.js';
import { askYes } from './ask.js';
import { type Change, changeFor } from './change.js';
import { showDiff } from './diff.js';
import { Unsure } from './edits/unsure.js';

/** The flags of `sts init`. */
export interface InitFlags {
  yes?: boolean;
  runner?: string;
  json?: boolean;
}

/** Sets the project's runner up, after showing what is changed, and asking. */
export async function init(flags: InitFlags): Promise<number> {
  const project = findPackageFile(process.cwd());
  if (project === undefined) {
    throw unsure('There is no package.json here or in any folder above: nothing tells which runner the tests have.', 'npm init');
  }
  const runner = chosen(findRunners(project), flags.runner);
  const { kind } = runner;
  const install = needsInstall(runner, project) ? installCommand(project, [kind.package]) : undefined;
  if (runner.isSetUp) return done(flags, { runner, install, change: undefined });
  const change = planned(runner, project);
  if (flags.json !== true) {
    print(showDiff(change));
    if (install !== undefined && flags.yes !== true) print(`Then, to be run by you:\n  ${install}\n`);
  }
  if (flags.yes !== true && !(await agreed(change))) {
    print('Nothing was changed.');
    return EXIT.failed;
  }
  write(change);
  return done(flags, { runner, install, change });
}

function chosen(found: readonly FoundRunner[], wanted: string | undefined): FoundRunner {
  if (wanted !== undefined) {
    const kind = RUNNER_KINDS.find(({ id }) => id === wanted);
    const known = found.find((runner) => runner.kind.id === wanted);
    if (known !== undefined) return known;
    if (kind !== undefined) return { kind, config: undefined, scripts: [], isSetUp: false, isInstalled: false };
  }
  const open = found.filter(({ isSetUp }) => !isSetUp);
  const [first, ...others] = open.length > 0 ? open : found.slice(0, 1);
  if (first === undefined) {
    throw unsure(
      'No Jest, Vitest, Mocha or node:test was found in package.json or beside it.',
      `Name it: sts init --runner ${ids()}\nEvery other command runs as the role too: sts exec -- <command>`,
    );
  }
  if (others.length === 0) return first;
  throw unsure(
    `There are several runners to set up: ${open.map(({ kind }) => kind.name).join(', ')}.`,
    `Name one: sts init --runner ${open.map(({ kind }) => kind.id).join('|')}`,
  );
}

function ids(): string {
  return RUNNER_KINDS.map(({ id }) => id).join('|');
}

function needsInstall({ kind, isInstalled }: FoundRunner, project: PackageFile): boolean {
  return !project.dependencies.has(kind.package) && !(isInstalled || canResolve(kind.package, project.dir));
}

function planned(runner: FoundRunner, project: PackageFile): Change {
  const { kind, config } = runner;
  try {
    return changeFor(runner, project);
  } catch (error) {
    if (!(error instanceof Unsure)) throw error;
    const where = path.relative(process.cwd(), config?.file ?? project.file);
    throw unsure(
      `${where} cannot be changed safely: ${error.message}.`,
      `Nothing was changed. Add this by hand:\n  ${kind.line}\nand install it:\n  ${installCommand(project, [kind.package])}`,
    );
  }
}

async function agreed({ file }: Change): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw unsure(
      'Nobody is here to be asked: this is no terminal.',
      'Nothing was changed. To have it written without a question: sts init --yes',
    );
  }
  return askYes(`Write ${path.relative(process.cwd(), file)}?`);
}

function write({ file, before, after }: Change): void {
  const now = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (now !== before) throw unsure(`${file} was changed by somebody else meanwhile.`, 'Nothing was changed. Start again.');
  writeFileSync(file, after);
}

function done(
  { json }: InitFlags,
  { runner, install, change }: { runner: FoundRunner; install: string | undefined; change: Change | undefined },
): number {
  const { name, package: ours } = runner.kind;
  if (json === true) {
    printJson({ runner: runner.kind.id, package: ours, changed: change?.file ?? null, install: install ?? null });
    return EXIT.ok;
  }
  print(
    change === undefined ? `${name} is set up with ${ours}: nothing to change.` : `Written: ${path.relative(process.cwd(), change.file)}`,
  );
  if (install !== undefined) print(`Now run:\n  ${install}`);
  return EXIT.ok;
}

function unsure(message: string, hint: string): StsError {
  return new StsError({ code: 'STS_SETUP_UNSURE', message, hint });
}
