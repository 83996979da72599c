import type { Session } from '@sts/core/runner';
import type { TestProject } from 'vitest/node';

/**
 * Hands a session to the workers of one project by `project.config.env`, which each worker's environment is made of.
 * The environment of the main process stays as it is: another project may need another role, or none.
 * @returns the undo
 */
export function applyToProject(project: TestProject, session: Session): () => void {
  const { config } = project;
  // Vitest leaves it out when the configuration has no `test.env`.
  config.env ??= {};
  const env = config.env as Record<string, string | undefined>;
  return session.apply(env);
}
