import path from 'node:path';
import { type SessionContext, type StsOptions, tools } from '@sts/core/runner';
import { findRunners } from '../../project/find-runners.js';
import { findPackageFile } from '../../project/package-file.js';
import { installCommand } from '../../project/package-manager.js';
import { check, type Finding } from './check.js';

/** Looks at what is around the role: the cache, and the set-up of the runners. */
export async function* checkSurroundings(options: StsOptions, context: SessionContext): AsyncGenerator<Finding> {
  yield await check('cache', () => cacheOf(options, context));
  yield* await runnersOf(context.cwd);
}

function cacheOf(options: StsOptions, context: SessionContext): string | Omit<Finding, 'name'> {
  const { folder, isThere, hasKey } = new (tools().Inspection)(options, context).cache();
  if (folder === undefined) return 'none (the option cache is false): every process asks STS';
  if (!isThere) return `${folder}, made when it is needed`;
  if (hasKey === true) return `${folder}, sealed`;
  return {
    status: 'problem',
    text: `${folder} is not used: there is no safe place outside the project for the key that seals it, so every process asks STS.`,
    fix: 'Give the user a private XDG_RUNTIME_DIR or a temporary folder (TMPDIR) outside the project; NODE_DEBUG=sts says what is wrong with it.',
  };
}

async function runnersOf(cwd: string): Promise<Finding[]> {
  let found: Finding[] = [];
  const whole = await check('runner', () => {
    const project = findPackageFile(cwd);
    if (project === undefined) return { status: 'skipped', text: 'there is no package.json here' };
    found = findRunners(project).map(({ kind, config, isSetUp, isInstalled }): Finding => {
      const name = `runner ${kind.name}`;
      const where = config === undefined ? 'no configuration' : path.relative(cwd, config.file);
      if (!isSetUp)
        return { name, status: 'problem', text: `${where} does not name ${kind.package}: its tests are not the role.`, fix: 'sts init' };
      if (isInstalled) return { name, status: 'ok', text: `set up with ${kind.package}` };
      return { name, status: 'problem', text: `${kind.package} is not installed.`, fix: installCommand(project, [kind.package]) };
    });
    return { status: 'skipped', text: 'no Jest, Vitest, Mocha or node:test here' };
  });
  return found.length > 0 ? found : [whole];
}
