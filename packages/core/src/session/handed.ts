import type { Env } from '../source/index.js';

/** Answers of AWS that a process hands on to those it starts: they have the role's credentials, which may not ask. */
export const HANDED_VARIABLE = 'STS_LOOKUPS';

/** An environment has little room. */
const MAX_CHARACTERS = 8192;

/** The answers that were handed on to this process with the role that it runs as; others are not for it. */
export function handedAnswers(env: Env): Record<string, unknown> {
  const text = env[HANDED_VARIABLE];
  if (!text) return {};
  try {
    const { role, answers } = JSON.parse(text) as { role?: unknown; answers?: unknown };
    if (role !== env['STS_ASSUMED_ROLE_ARN'] || typeof answers !== 'object' || answers === null) return {};
    return answers as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** The variable for the processes that are started with a role; none where nothing was asked. */
export function handOn(answers: Readonly<Record<string, unknown>>, assumedRoleArn: string): Record<string, string> {
  if (Object.keys(answers).length === 0) return {};
  const text = JSON.stringify({ role: assumedRoleArn, answers });
  return text.length > MAX_CHARACTERS ? {} : { [HANDED_VARIABLE]: text };
}
