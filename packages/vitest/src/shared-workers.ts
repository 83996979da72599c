import type { EnvChanges } from '@sts/core/runner';
import type { TestProject } from 'vitest/node';
import { type Answer, endless, type Handover } from './handover.js';
import { applyToProject } from './project-env.js';
import { mainState } from './state.js';

/** Vitest 3 takes back nothing of what it has set in a worker, and keeps those of vm pools and without isolation for a rerun. */
function keepsWorkers({ vitest }: TestProject): boolean {
  return vitest.version.startsWith('3.');
}

/** Those of vm pools it takes from one project to the next as well. */
function sharesWorkers(project: TestProject): boolean {
  return keepsWorkers(project) && project.config.pool.startsWith('vm') && !project.isBrowserEnabled();
}

/**
 * Hands a project what its workers get. Where they may have been another's before, with what makes them this one's.
 * @param answer `undefined` where the tests stay who the caller is
 */
export function handTo(project: TestProject, answer: Answer | undefined, door: Handover['door']): void {
  const { given } = mainState();
  given.get(project)?.();
  given.delete(project);
  const whole = afterOthers(project, answer);
  if (whole !== undefined) given.set(project, applyToProject(project, { ...whole, door }));
}

/**
 * Notes what a session changes.
 * @returns the other projects of this run that are to be handed theirs again
 */
export function noteChanges(project: TestProject, { set, remove }: EnvChanges): TestProject[] {
  const { changed, removed } = mainState();
  const before = changed.size;
  for (const name of remove) removed.add(name);
  for (const name of [...Object.keys(set), ...remove]) changed.add(name);
  if (changed.size === before) return [];
  return project.vitest.projects.filter((other) => other !== project && sharesWorkers(other));
}

/**
 * With what brings back what was changed before and is not changed here. A role gets nothing back by which it would be
 * the caller.
 */
export function afterOthers(project: TestProject, answer: Answer | undefined): Answer | undefined {
  const { changed, removed } = mainState();
  if (changed.size === 0 || (answer !== undefined && 'refused' in answer)) return answer;
  if (!(answer === undefined ? sharesWorkers(project) : keepsWorkers(project))) return answer;
  const { env, ...granted } = answer?.granted ?? endless({ set: {}, remove: [] });
  const own = new Set([...env.remove, ...Object.keys(env.set)]);
  const before = { ...process.env, ...project.vitest.config.env, ...project.config.env } as Record<string, string | undefined>;
  const set = { ...env.set };
  const remove = [...env.remove];
  for (const name of changed) {
    if (own.has(name)) continue;
    const value = answer !== undefined && removed.has(name) ? undefined : before[name];
    if (value === undefined) remove.push(name);
    else set[name] = String(value);
  }
  return { granted: { ...granted, env: { set, remove } } };
}
