import { openSessionIn, removeRefusals, type Session, shownError } from '@sts/core/runner';
import type { TestProject } from 'vitest/node';
import { applyToProject } from './project-env.js';

export type { StsOptions } from '@sts/core';

/**
 * Vitest globalSetup: `globalSetup: ['@sts/vitest']`. Assumes the role of the project once, before its workers start,
 * and again at a rerun in watch mode when the credentials end soon. Each project of a multi-project run gets its own
 * role; a project without this line keeps the caller's credentials.
 */
export default async function setup(project: TestProject): Promise<() => void> {
  const started = Date.now();
  let undo = applyToProject(project, await open(project, started));
  project.onTestsRerun(async () => {
    const session = await open(project, Date.now());
    undo();
    undo = applyToProject(project, session);
  });
  return () => undo();
}

async function open(project: TestProject, refusalsSince: number): Promise<Session> {
  try {
    return await openSessionIn({}, { cwd: project.config.root, env: process.env, optionsFrom: 'the Vitest configuration', refusalsSince });
  } catch (error) {
    // Only this process asks, so nobody else needs the record of the refusal.
    removeRefusals();
    throw shownError(error);
  }
}
