import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PackageFile } from './package-file.js';

/** How a package manager is told to add a development dependency. */
const ADD = {
  npm: 'npm install --save-dev',
  pnpm: 'pnpm add --save-dev',
  yarn: 'yarn add --dev',
  bun: 'bun add --dev',
} as const;

type Manager = keyof typeof ADD;

const LOCK_FILES: readonly (readonly [file: string, manager: Manager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** The command that installs packages for a project: by the field packageManager, else by the nearest lock file upward. */
export function installCommand(project: PackageFile, packages: readonly string[]): string {
  return `${ADD[managerOf(project)]} ${packages.join(' ')}`;
}

function managerOf(project: PackageFile): Manager {
  const [, named] = /^(npm|pnpm|yarn|bun)@/.exec(String(project.value('packageManager') ?? '')) ?? [];
  if (named !== undefined) return named as Manager;
  for (let dir = project.dir; ; dir = path.dirname(dir)) {
    const found = LOCK_FILES.find(([file]) => existsSync(path.join(dir, file)));
    if (found !== undefined) return found[1];
    if (path.dirname(dir) === dir) return 'npm';
  }
}
