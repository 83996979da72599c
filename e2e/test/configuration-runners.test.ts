import { expect } from 'vitest';
import { allowing, createRole, createUserAndRole, environmentOf, trusting, uniqueName } from '../src/iam.js';
import { ACCOUNT, CLIENTS, serviceWithRole, test } from '../src/reader.js';
import { exampleFor, FILES, SAMPLE_MODES } from '../src/runner-modes.js';
import { describeLocalStack } from '../src/test.js';

/** Elsewhere than the parameter: asked for by the role and not by the person, it would not be found. */
const ROLES_ACCOUNT = '444444444444';

describeLocalStack.for(SAMPLE_MODES)('$runner, $mode', ({ runner, command }) => {
  test('all workers get the role that SSM names, for one AssumeRole in a run and none in the next', async ({
    localStack,
    cloud,
    install,
  }) => {
    const policy = allowing('sqs:*', '*');
    const { user, role } = await createUserAndRole(localStack, { policy, userAccountId: ACCOUNT, roleAccountId: ROLES_ACCOUNT });
    const parameter = `/${uniqueName('orders')}/role`;
    await cloud.parameter(parameter, role.arn);
    const { files, devDependencies } = exampleFor(runner, role);
    const serverlessYml = String(files['serverless.yml']).replace(/^ {4}role: arn:.*$/m, `    role: \${ssm:${parameter}}`);
    const consumer = await install({
      files: { ...files, 'serverless.yml': serverlessYml },
      devDependencies: { ...devDependencies, ...CLIENTS },
    });
    const [program = '', ...args] = command;

    for (const calls of [1, 0]) {
      const mark = await localStack.mark();
      const result = await consumer.run(program, args, { env: environmentOf(user, localStack) });
      expect(result, result.all).toMatchObject({ exitCode: 0 });
      const identities = await consumer.takeIdentities();
      expect(identities).toHaveLength(FILES);
      const assumed = `arn:aws:sts::${ROLES_ACCOUNT}:assumed-role/${role.name}/orders-dev-test`;
      expect(new Set(identities.map(({ arn }) => arn))).toEqual(new Set([assumed]));
      expect(await localStack.countSince(mark, 'sts.AssumeRole')).toBe(calls);
      const asked = (await localStack.requestsSince(mark)).filter(({ service }) => service === 'ssm');
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.every(({ action, status }) => action === 'GetParameter' && status === 200)).toBe(true);
      // Jest and Vitest: once for each worker at the most, and not for every test file.
      if (runner !== 'mocha') expect(asked.length).toBeLessThanOrEqual(2);
    }
  });
});

describeLocalStack('a process that runs as the role already', () => {
  test('goes on with it, though the role may not ask what leads to it', async ({ localStack, cloud, reader }) => {
    const role = await createRole(localStack, { accountId: ROLES_ACCOUNT, trust: trusting(reader.user.arn) });
    const parameter = `/${uniqueName('orders')}/role`;
    await cloud.parameter(parameter, role.arn);

    const outcome = await reader.read(serviceWithRole(`\${ssm:${parameter}}`), { assume: true, nested: true });

    expect(outcome.error, outcome.output).toBeUndefined();
    const labels = (await reader.consumer.takeIdentities()).map(({ label, account }) => `${label} in ${account}`);
    expect(labels).toEqual([`outer in ${ROLES_ACCOUNT}`, `main in ${ROLES_ACCOUNT}`]);
  });
});
