import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench, type SeededCase } from './support/osls-package/bench.js';
import { CASES, KNOWN, type Nothing, type TemplateCase } from './support/osls-package/cases/index.js';
import { agree, type Outcome } from './support/osls-package/outcome.js';

// The end of the chain is the reference: the role that `osls package` writes into the template, or that it writes none.
let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(() => bench[Symbol.asyncDispose]());

describe.each(Object.entries(CASES))('%s', (_group, cases) => {
  test.for(cases.map((one) => [one.name, one] as const))('%s', async ([, one]) => {
    await using seeded = await bench.seed(one);
    const osls = await seeded.osls();
    for (const [name, role] of Object.entries(one.roles)) {
      const theirs = osls(name);
      expect.soft(theirs, `osls: ${name}: ${JSON.stringify(theirs)}`).toEqual(expected(role, one));
      for (const ours of await answers(seeded, name, one)) {
        expect.soft(isRight(theirs, ours, one), `${name}: osls: ${JSON.stringify(theirs)}\nours: ${JSON.stringify(ours)}`).toBe(true);
      }
    }
  });
});

test('every known difference is one of a case, and there is none twice', () => {
  const names = Object.values(CASES).flatMap((cases) => cases.map(({ name }) => name));
  for (const name of KNOWN.keys()) expect(names.filter((one) => one === name)).toHaveLength(1);
});

/** For `f`, which has no role of its own, the provider's role is asked for too. */
async function answers(seeded: SeededCase, name: string, { region }: TemplateCase): Promise<Outcome[]> {
  const named = await seeded.ours(name, region);
  return name === 'f' ? [named, await seeded.ours(undefined, region)] : [named];
}

function expected(role: string | Nothing, { region = 'us-east-1', stage = 'dev' }: TemplateCase): unknown {
  if (typeof role === 'string') return { role, region, stage };
  return Object.fromEntries(Object.entries(role).map(([kind, words]) => [kind, expect.stringContaining(words)]));
}

/** The same as osls; where a difference is known, a refusal of either side is right, and another role never. */
function isRight(theirs: Outcome, ours: Outcome, { name }: TemplateCase): boolean {
  const known = KNOWN.get(name);
  if (known === undefined || ('role' in theirs && 'role' in ours)) return agree(theirs, ours);
  return !('role' in ours) || ours.role === known.plain;
}
