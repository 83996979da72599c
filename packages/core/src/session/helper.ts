import { readFileSync } from 'node:fs';
import { writeWhole } from '../loading/index.js';
import { type CarriedSession, carriedError, carriedSession } from './carried.js';
import { ANSWER_FD, type HelperQuestion } from './helper-protocol.js';
import { openCold } from './open.js';

const LOOK_EVERY_MS = 250;

/** The helper process of `openSessionSync`: one question in, one answer out. */
async function main(): Promise<void> {
  const question = JSON.parse(readFileSync(0, 'utf8')) as HelperQuestion;
  writeWhole(ANSWER_FD, JSON.stringify(await answer(question)));
}

async function answer({ options, ...context }: HelperQuestion): Promise<CarriedSession> {
  try {
    return carriedSession(await openCold(options, { ...context, env: process.env }));
  } catch (error) {
    return carriedError(error);
  }
}

/** Whoever asked may be killed, which ends nobody else: then there is nobody to answer, and an output to let go of. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, LOOK_EVERY_MS).unref();
}

endWithParent();
void main();
