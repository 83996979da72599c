import { expect } from 'vitest';
import { allowing, createUserAndRole, environmentOf } from '../src/iam.js';
import { exampleFor, FILES, SHOWN_MODES } from '../src/runner-modes.js';
import { describeLocalStack, test } from '../src/test.js';

const USERS_ACCOUNT = '111111111111';
const ROLES_ACCOUNT = '222222222222';

describeLocalStack.for(SHOWN_MODES)('$runner, $mode', ({ runner, command }) => {
  test('every test is the role of serverless.yml, for one AssumeRole in a run and none in the next', async ({ localStack, install }) => {
    const { user, role } = await createUserAndRole(localStack, {
      policy: allowing('sqs:*', '*'),
      userAccountId: USERS_ACCOUNT,
      roleAccountId: ROLES_ACCOUNT,
    });
    const consumer = await install(exampleFor(runner, role));
    const [program = '', ...args] = command;
    const env = environmentOf(user, localStack);
    const assumed = `arn:aws:sts::${ROLES_ACCOUNT}:assumed-role/${role.name}/orders-dev-test`;

    for (const calls of [1, 0]) {
      const mark = await localStack.mark();
      const result = await consumer.run(program, args, { env });
      expect(result, result.all).toMatchObject({ exitCode: 0 });
      const identities = await consumer.takeIdentities();
      expect(identities.map(({ label }) => label).toSorted()).toEqual(Array.from({ length: FILES }, (_, index) => `test ${index}`));
      expect(new Set(identities.map(({ arn }) => arn))).toEqual(new Set([assumed]));
      expect(await localStack.countSince(mark, 'sts.AssumeRole')).toBe(calls);
      expect(await localStack.countSince(mark, 'sqs.CreateQueue')).toBe(FILES);
      expect(result.all).not.toContain(user.secretAccessKey);
    }
  });
});
