import { readFileSync } from 'node:fs';
import { isStsError } from '../errors/index.js';
import { writeWhole } from '../loading/index.js';
import { ANSWER_FD, type HelperAnswer, type HelperQuestion } from './helper-protocol.js';
import { openCold } from './open.js';

/** The helper process of `openSessionSync`: one question in, one answer out. */
async function main(): Promise<void> {
  const question = JSON.parse(readFileSync(0, 'utf8')) as HelperQuestion;
  writeWhole(ANSWER_FD, JSON.stringify(await answer(question)));
}

async function answer({ options, ...context }: HelperQuestion): Promise<HelperAnswer> {
  try {
    const { credentials, target, assumedRoleArn, accountId, env, environment } = await openCold(options, { ...context, env: process.env });
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
    return {
      ok: true,
      target,
      env: env.set,
      environment,
      role: {
        assumedRoleArn,
        accountId,
        credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiration.toISOString() },
      },
    };
  } catch (error) {
    if (isStsError(error)) return { ok: false, code: error.code, message: error.message, hint: error.hint };
    return { ok: false, code: 'STS_INTERNAL', message: error instanceof Error ? error.message : String(error), hint: undefined };
  }
}

void main();
