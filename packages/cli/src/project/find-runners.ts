import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PackageFile } from './package-file.js';
import { RUNNER_KINDS, type RunnerKind } from './runner-kinds.js';

/** A runner of a project, and whether it is set up. */
export interface FoundRunner {
  kind: RunnerKind;
  /** Its configuration: a file, or a key of package.json; `undefined` where it has none. */
  config: { file: string; key: string | undefined } | undefined;
  /** Scripts that start it. */
  scripts: readonly string[];
  /** Whether configuration or scripts name our package, or start it by `sts exec`. */
  isSetUp: boolean;
  /** Whether our package can be found from the project. */
  isInstalled: boolean;
}

/** The runners that a project depends on, starts, or has a configuration for. */
export function findRunners(project: PackageFile): FoundRunner[] {
  return RUNNER_KINDS.flatMap((kind) => {
    const scripts = Object.entries(project.scripts).filter(([, line]) => kind.script.test(line));
    const config = configOf(
      kind,
      project,
      scripts.map(([, line]) => line),
    );
    const isThere = (kind.runner !== undefined && project.dependencies.has(kind.runner)) || scripts.length > 0 || isOwnConfig(kind, config);
    if (!isThere) return [];
    const texts = [...scripts.map(([, line]) => line), config === undefined ? '' : textOf(config, project)];
    const isSetUp = texts.some((text) => text.includes(kind.package)) || scripts.some(([, line]) => /\bsts exec\b/.test(line));
    return [{ kind, config, scripts: scripts.map(([name]) => name), isSetUp, isInstalled: canResolve(kind.package, project.dir) }];
  });
}

/** The one that a script names, else the first that is there. */
function configOf(kind: RunnerKind, project: PackageFile, scripts: readonly string[]): FoundRunner['config'] {
  const named = scripts.map((line) => /\s(?:--config|-c)[=\s]+["']?([^\s"']+)/.exec(line)?.[1]).find((name) => name !== undefined);
  const names = named === undefined ? kind.files : [named];
  const file = names.map((name) => path.resolve(project.dir, name)).find((candidate) => existsSync(candidate));
  if (file !== undefined) return { file, key: undefined };
  return kind.key !== undefined && project.value(kind.key) !== undefined ? { file: project.file, key: kind.key } : undefined;
}

/** A vite.config alone is no sign of Vitest. */
function isOwnConfig(kind: RunnerKind, config: FoundRunner['config']): boolean {
  return config !== undefined && !path.basename(config.file).startsWith('vite.config.') && kind.id !== 'node-test';
}

function textOf({ file, key }: NonNullable<FoundRunner['config']>, project: PackageFile): string {
  return key === undefined ? readFileSync(file, 'utf8') : JSON.stringify(project.value(key));
}

/** Whether a package can be loaded from a folder. */
export function canResolve(name: string, from: string): boolean {
  try {
    createRequire(path.join(from, 'package.json')).resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}
