import { fileURLToPath } from 'node:url';
import type { Session } from '@sts/core/runner';
import type { TestProject } from 'vitest/node';
import { NAMES_VARIABLE } from './names-variable.js';

/** Runs in each worker before the user's own setup files. */
const SETUP_FILE: string = fileURLToPath(new URL('./remove-caller.js', import.meta.url));

/**
 * Hands a session to the workers of one project by `project.config`, which each worker's environment is made of. The
 * environment of the main process stays as it is: another project may need another role, or none.
 * @returns the undo
 */
export function applyToProject(project: TestProject, session: Session): () => void {
  const { config } = project;
  // Vitest leaves it out when the configuration has no `test.env`.
  config.env ??= {};
  const undo = session.apply(config.env as Record<string, string | undefined>);
  const switchedOff = session.env.remove.length === 0;
  if (!switchedOff) {
    config.env[NAMES_VARIABLE] = session.env.remove.join(' ');
    if (!config.setupFiles.includes(SETUP_FILE)) config.setupFiles.unshift(SETUP_FILE);
  }
  return () => {
    undo();
    delete config.env[NAMES_VARIABLE];
    config.setupFiles = config.setupFiles.filter((file) => file !== SETUP_FILE);
  };
}
