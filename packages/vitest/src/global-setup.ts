import type { TestProject } from 'vitest/node';
import { ProjectRole } from './project-role.js';
import { mainState } from './state.js';

/**
 * Vitest globalSetup: `globalSetup: ['@sts/vitest']`. Assumes the role of the project once, before its workers start,
 * again at a rerun in watch mode and before a test file when the credentials end soon. In a multi-project run the line
 * in the root configuration counts for all projects, each with its own role, found from its own root.
 * @returns the teardown
 * @throws `StsError`, in the form that runners show well
 */
export async function setup(project: TestProject): Promise<() => void> {
  const { roles } = mainState();
  const entered: ProjectRole[] = [];
  for (const one of projectsOf(project)) {
    // Both the line and the plugin may have asked for it, and so may the root and the project.
    if (roles.has(one)) continue;
    const role = new ProjectRole(one);
    roles.set(one, role);
    entered.push(role);
  }
  const leave = (): void => {
    for (const role of entered) {
      role.leave();
      roles.delete(role.project);
    }
  };
  try {
    for (const role of entered) await role.enter();
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}

/**
 * Of a root configuration all projects: Vitest 5 calls the root's globalSetup only, and the root may have no tests. Of one
 * that is there for its browsers only, those: they share its server.
 */
function projectsOf(project: TestProject): readonly TestProject[] {
  const { projects } = project.vitest;
  if (project.isRootProject()) return projects;
  return projects.includes(project) ? [project] : projects.filter(({ vite }) => vite === project.vite);
}
