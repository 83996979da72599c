import { readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';

const ANSWER = /^[0-9a-f]{40}\.json$/;
const HOUR_MS = 3_600_000;

/** What is in a cache folder, by kind. Answers may be sealed, all other JSON is plain. */
export function lookInto(folder) {
  const names = readNames(folder);
  const plain = names.filter((name) => name.endsWith('.json') && !ANSWER.test(name));
  return {
    answers: names.filter((name) => ANSWER.test(name)),
    locks: names.filter((name) => name.includes('.lock.')),
    temporary: names.filter((name) => name.endsWith('.tmp')),
    broken: plain.filter((name) => !isJson(readFileSync(path.join(folder, name), 'utf8'))),
  };
}

/** Takes the answers away, and makes temporary files as old as those that the sweep takes. */
export function makeCold(folder) {
  const { answers, temporary } = lookInto(folder);
  for (const name of answers) rmSync(path.join(folder, name));
  const before = new Date(Date.now() - 2 * HOUR_MS);
  for (const name of temporary) utimesSync(path.join(folder, name), before, before);
}

function readNames(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
