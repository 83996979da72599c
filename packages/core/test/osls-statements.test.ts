import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench } from './support/osls-package/bench.js';
import { ACCOUNT } from './support/osls-package/outcome.js';
import { NAMES, STATEMENTS } from './support/osls-package/statements/cases.js';
import { grantedBy, grantedHere } from './support/osls-package/statements/granted.js';

// What the role may do is what `osls package` writes into the template, with the plugin in it where a case has it.
let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(() => bench[Symbol.asyncDispose]());

describe.each(Object.entries(STATEMENTS))('%s', (_group, cases) => {
  test.for(cases.map((one) => [one.name, one] as const))('%s', async ([, one]) => {
    await using seeded = await bench.seed(one);
    const answer = await seeded.template();
    if (!answer.ok || one.refused !== undefined) {
      expect(answer.ok ? 'packaged' : answer.message).toContain(one.refused ?? 'nothing to refuse');
      await expect(seeded.grants(one.functionName)).rejects.toMatchObject({ code: 'STS_POLICY_INVALID' });
      return;
    }
    const { template, region, stackName } = answer;
    const theirs = grantedBy(template, one.logicalId ?? 'IamRoleLambdaExecution', { account: ACCOUNT, region, stackName, names: NAMES });
    expect(grantedHere(await seeded.grants(one.functionName))).toEqual(theirs);
  });
});
