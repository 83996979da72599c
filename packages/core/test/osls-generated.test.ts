import process from 'node:process';
import fc from 'fast-check';
import { afterAll, describe, test } from 'vitest';
import { Bench, type Case, type SeededCase } from './support/osls-package/bench.js';
import {
  functionNames,
  KNOWN_DIFFERENCES,
  model,
  type Model,
  plainPlace,
  refusedBySchema,
  render,
} from './support/osls-package/generated/index.js';
import { agree, type Outcome } from './support/osls-package/outcome.js';

const RUNS = Number(process.env['STS_DIFFERENTIAL_RUNS'] ?? (process.env['CI'] ? 200 : 100));
/** Each has an osls of its own. */
const SIDES = 2;
const counts = { roles: 0, refusals: 0, known: 0 };

describe('generated configurations mean the same as in osls', { timeout: 60_000 + RUNS * 2000 }, () => {
  test.concurrent.each(Array.from({ length: SIDES }, (_, at) => at))('part %i', async (at) => {
    await using bench = await Bench.start();
    await fc.assert(
      fc.asyncProperty(model, (one) => compare({ bench, model: one })),
      { numRuns: Math.ceil(RUNS / SIDES), ...seedOf(at) },
    );
  });

  afterAll(() => {
    const { roles, refusals, known } = counts;
    const share = Math.round((100 * roles) / Math.max(1, roles + refusals));
    process.stdout.write(`osls and we agree on ${roles} roles (${share} %) and ${refusals} refusals; ${known} known differences\n`);
  });
});

/** Parts of one seed have cases of their own. A failure names the seed of its part: that one is for part 0. */
function seedOf(part: number): { seed?: number } {
  const { seed } = fc.readConfigureGlobal();
  return seed === undefined ? {} : { seed: seed + part };
}

interface Subject {
  bench: Bench;
  model: Model;
}

/** One function of a configuration. */
interface Question extends Subject {
  name: string;
  /** The configuration has this function alone. */
  alone: number | undefined;
  theirs: Outcome;
}

/** Asks for all functions at once; where osls refuses, which one it is for is only to be had by asking for each alone. */
async function compare(subject: Subject): Promise<void> {
  const names = functionNames(subject.model);
  if ((await ask(subject, names)) || names.length === 1) return;
  for (const [at, name] of names.entries()) await ask(subject, [name], at);
}

/** Whether there was an answer for each function; a refusal of several is none. */
async function ask(subject: Subject, names: readonly string[], alone?: number): Promise<boolean> {
  await using seeded = await subject.bench.seed(render(subject.model, alone));
  const osls = await seeded.osls();
  if (names.length > 1 && names.some((name) => 'refused' in osls(name))) return false;
  for (const name of names) await check(seeded, { ...subject, name, alone, theirs: osls(name) });
  return true;
}

/** For a function without a role of its own, the provider's role is asked for too. */
async function check(seeded: SeededCase, question: Question): Promise<void> {
  const { theirs, name } = question;
  const region = 'role' in theirs ? theirs.region : plainPlace(question.model.region, 'us-east-1');
  await judge(question, await seeded.ours(name, region));
  if (hasNoRole(question)) await judge(question, await seeded.ours(undefined, region));
}

function hasNoRole({ model: one, name }: Question): boolean {
  return one.functions[functionNames(one).indexOf(name)] === undefined;
}

async function judge(question: Question, ours: Outcome): Promise<void> {
  const { theirs } = question;
  if (agree(theirs, ours)) {
    counts['role' in theirs ? 'roles' : 'refusals'] += 1;
    return;
  }
  const difference = { model: question.model, theirs, ours, unchecked: refusedBySchema(theirs) ? await unchecked(question) : undefined };
  if (!KNOWN_DIFFERENCES.some(({ is }) => is(difference))) throw new Error(told(question, ours));
  counts.known += 1;
}

/** What osls says without its schema. */
async function unchecked({ bench, model: one, name, alone }: Question): Promise<Outcome> {
  await using seeded = await bench.seed(render({ ...one, configValidationMode: 'off' }, alone));
  const osls = await seeded.osls();
  return osls(name);
}

function told({ model: one, name, alone, theirs }: Question, ours: Outcome): string {
  const { files, env, options }: Case = render(one, alone);
  const written = Object.entries(files).map(([file, text]) => `--- ${file}\n${String(text)}`);
  return [
    `${name}\nosls: ${JSON.stringify(theirs)}\nours: ${JSON.stringify(ours)}`,
    ...written,
    `--- environment ${JSON.stringify(env)}`,
    `--- options ${JSON.stringify(options)}`,
  ].join('\n');
}
