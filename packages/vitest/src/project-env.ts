import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { type Handover, HANDOVER_VARIABLE } from './handover.js';
import { hidden } from './hidden-text.js';

/** Run in each worker before the user's own setup files, */
const FIRST = beside('./worker-setup.js');
const FIRST_NATIVE = beside('./worker-setup-native.js');
/** and after them. */
const LAST = beside('./after-setup-files.js');
/** Where they lie, as Vite writes it. */
const FOLDER = path.dirname(FIRST).replaceAll('\\', '/');

/**
 * Hands a session to the workers of one project by `project.config`, which each worker's environment is made of. The
 * environment of the main process stays as it is: another project may need another role, or none.
 * @returns the undo
 */
export function applyToProject(project: TestProject, handover: Handover): () => void {
  const { config } = project;
  // Vitest leaves it out when the configuration has no `test.env`.
  const env = (config.env ??= {}) as Record<string, string | undefined>;
  const set = 'granted' in handover ? handover.granted.env.set : {};
  const values = { ...set, [HANDOVER_VARIABLE]: JSON.stringify(handover) };
  const given = Object.entries(values).map(([name, value]) => ({ name, value: hidden(value), before: env[name] }));
  for (const { name, value } of given) env[name] = value;
  addSetupFiles(project);
  return () => {
    for (const { name, value, before } of given) {
      if (env[name] !== value) continue;
      if (before === undefined) delete env[name];
      else env[name] = before;
    }
  };
}

/** Our setup files around all others. They stay: without a handover they do nothing. */
function addSetupFiles({ config, vite, vitest }: TestProject): void {
  // Vitest runs a setup file of a package once per worker, not once per test file, unless it takes it for source: `init`.
  const isNative = (config.experimental as { viteModuleRunner?: boolean } | undefined)?.viteModuleRunner === false;
  const [first, last] = isNative ? [FIRST_NATIVE, LAST] : [`${FIRST}?init`, `${LAST}?init`];
  const others = config.setupFiles.filter((file) => file !== first && file !== last);
  // Each costs a new worker some milliseconds: without others there is nothing to come after.
  config.setupFiles = others.length === 0 ? [first] : [first, ...others, last];
  // In environments with a page Vite loads nothing from outside of these, and node_modules may lie outside.
  const { allow } = vite.config.server.fs;
  if (Array.isArray(allow) && !allow.includes(FOLDER)) allow.push(FOLDER);
  // Side by side with ours, others might run as the caller.
  for (const { sequence } of [config, vitest.config]) if (sequence.setupFiles === 'parallel') sequence.setupFiles = 'list';
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
