import { afterAll, beforeAll, expect, inject } from 'vitest';
import type { RunResult } from '@sts/test-kit';
import { type Consumer, installConsumer } from '../src/consumer.js';
import type { Emulator } from '../src/emulator.js';
import { type Call, enforcedFiles, environmentOfCase, LABELS } from '../src/enforced.js';
import {
  allowing,
  allowToAssume,
  createRole,
  type CreatedRole,
  type CreatedUser,
  createUserWithKeys,
  environmentOf,
  type PolicyDocument,
  trusting,
} from '../src/iam.js';
import type { Identity } from '../src/identities.js';
import { CALLERS_ACCOUNT, ROLES_ACCOUNT } from '../src/localemu.js';
import type { Denial } from '../src/logged-request.js';
import { exampleWith, PROCESS_MODES } from '../src/runner-modes.js';
import { describeLocalEmu, TARBALLS, test } from '../src/test.js';

const EXTERNAL_ID = 'orders/2026';
/** What the role may do when it is deployed. */
const DEPLOYED = allowing(['sqs:CreateQueue', 'sqs:ListQueues'], '*');

interface Outcome {
  result: RunResult;
  /** What matters here: `sts.AssumeRole 200`, `sqs.CreateQueue 200`; sorted. */
  requests: string[];
  denials: Denial[];
  identities: Identity[];
}

describeLocalEmu.for(PROCESS_MODES)('$runner, $mode', ({ runner, command: [program = '', ...args] }) => {
  let consumer: Consumer;
  beforeAll(async () => {
    consumer = await installConsumer(exampleWith(runner, enforcedFiles), { tarballsDir: TARBALLS, cacheDir: inject('runDir') });
  });
  afterAll(() => consumer?.remove());

  async function runAs(user: CreatedUser, emulator: Emulator, env: Record<string, string>): Promise<Outcome> {
    const mark = await emulator.mark();
    const result = await consumer.run(program, args, { env: { ...environmentOf(user, emulator), ...env } });
    const requests = (await emulator.requestsSince(mark))
      .filter(({ action }) => action !== 'GetCallerIdentity')
      .map(({ service, action, status }) => `${service}.${action} ${status}`);
    expect(result.all).not.toContain(user.secretAccessKey);
    return {
      result,
      requests: requests.toSorted(),
      denials: await emulator.denialsSince(mark),
      identities: await consumer.takeIdentities(),
    };
  }

  /** The run ended with our error after one call, and no test ran, least of all as the caller. */
  function expectRefused({ result, requests, identities }: Outcome, user: CreatedUser, role: CreatedRole): void {
    expect(result.exitCode, result.all).toBeGreaterThan(0);
    expect(result.all).toContain(`STS_ACCESS_DENIED: ${user.arn} may not assume ${role.arn}`);
    expect(requests).toEqual(['sts.AssumeRole 403']);
    expect(identities).toEqual([]);
  }

  test('who is trusted and permitted gets the role, and it may do what it is granted', async ({ localEmu }) => {
    const { user, role } = await callerAndRole(localEmu, {});

    const outcome = await runAs(user, localEmu, environmentOfCase({ role: role.arn, calls: ['CreateQueue', 'ListQueues'] }));

    expect(outcome.result, outcome.result.all).toMatchObject({ exitCode: 0 });
    expectAllAre(outcome, role);
    expect(outcome.requests).toEqual(['sts.AssumeRole 200', ...twice('sqs.CreateQueue 200', 'sqs.ListQueues 200')].toSorted());
    expect(outcome.denials).toEqual([]);
  });

  test('a trust policy that leaves the caller out ends the run', async ({ localEmu }) => {
    const somebodyElse = await createUserWithKeys(localEmu, { accountId: CALLERS_ACCOUNT });
    const { user, role } = await callerAndRole(localEmu, { trust: trusting(somebodyElse.arn) });

    const outcome = await runAs(user, localEmu, environmentOfCase({ role: role.arn }));

    expectRefused(outcome, user, role);
    // The caller's policies would have allowed it.
    expect(outcome.denials).toEqual([]);
    expect(outcome.result.all).toContain(`"AWS": "${user.arn}"`);
  });

  test('a caller without the permission to assume it ends the run', async ({ localEmu }) => {
    const { user, role } = await callerAndRole(localEmu, { permitted: false });

    const outcome = await runAs(user, localEmu, environmentOfCase({ role: role.arn }));

    expectRefused(outcome, user, role);
    expect(outcome.denials).toEqual([{ caller: user.arn, action: 'sts:AssumeRole', resource: role.arn, because: 'no allowing policy' }]);
    expect(outcome.result.all).toContain(`"Resource": "${role.arn}"`);
  });

  test('an external id that the trust policy asks for has to be given', async ({ localEmu }) => {
    const { user, role } = await callerAndRole(localEmu, { externalId: EXTERNAL_ID });
    const env = environmentOfCase({ role: role.arn, calls: ['CreateQueue'] });

    const without = await runAs(user, localEmu, env);
    const wrong = await runAs(user, localEmu, { ...env, STS_EXTERNAL_ID: 'orders/2025' });
    const given = await runAs(user, localEmu, { ...env, STS_EXTERNAL_ID: EXTERNAL_ID });

    for (const outcome of [without, wrong]) {
      expectRefused(outcome, user, role);
      expect(outcome.denials).toEqual([]);
      expect(outcome.result.all).toMatch(/external ?id/i);
      expect(outcome.result.all).not.toContain(EXTERNAL_ID);
    }
    expect(given.result, given.result.all).toMatchObject({ exitCode: 0 });
    expectAllAre(given, role);
  });

  test('refusals that the emulator words alike are told apart by the trust policy that the configuration declares', async ({
    localEmu,
  }) => {
    const somebodyElse = await createUserWithKeys(localEmu, { accountId: CALLERS_ACCOUNT });
    const declaredFor = async (trusted?: string) => {
      const given = { externalId: EXTERNAL_ID, rolesAccountId: CALLERS_ACCOUNT };
      const { user, role } = await callerAndRole(
        localEmu,
        trusted === undefined ? given : { ...given, trust: trusting(trusted, EXTERNAL_ID) },
      );
      const params = { role: role.name, trusted: trusted ?? user.arn, externalId: EXTERNAL_ID };
      return { user, role, outcome: await runAs(user, localEmu, { ...environmentOfCase(params), STS_CONFIG: 'declared.yml' }) };
    };

    const leftOut = await declaredFor(somebodyElse.arn);
    const withoutId = await declaredFor();

    for (const { user, role, outcome } of [leftOut, withoutId]) {
      expectRefused(outcome, user, role);
      expect(outcome.result.all).toContain('AppRole.Properties.AssumeRolePolicyDocument in declared.yml');
    }
    expect(leftOut.outcome.result.all).toContain(`names only ${somebodyElse.arn}, and not the caller`);
    expect(withoutId.outcome.result.all).toContain('asks for sts:ExternalId, and externalId (STS_EXTERNAL_ID) is not set');
    expect(leftOut.outcome.result.all).not.toContain('asks for sts:ExternalId');
    expect(withoutId.outcome.result.all).not.toContain('and not the caller');
  });

  test('a call that the role is not granted fails the test that makes it, and no other', async ({ localEmu }) => {
    const { user, role } = await callerAndRole(localEmu, {});

    const outcome = await runAs(user, localEmu, environmentOfCase({ role: role.arn, calls: ['CreateQueue', 'DeleteQueue'] }));

    expectAllAre(outcome, role);
    expectDenied(outcome, role, 'DeleteQueue');
  });

  test('a call that the role is granted and the session policy is not fails too', async ({ localEmu }) => {
    const { user, role } = await callerAndRole(localEmu, {});

    const outcome = await runAs(user, localEmu, {
      ...environmentOfCase({ role: role.arn, calls: ['CreateQueue', 'ListQueues'] }),
      STS_SESSION_POLICY: JSON.stringify(allowing('sqs:CreateQueue', '*')),
    });

    expectAllAre(outcome, role);
    expectDenied(outcome, role, 'ListQueues');
  });

  test('with the statements of serverless.yml as session policy the tests may what the file grants, not what is deployed', async ({
    localEmu,
  }) => {
    const { user, role } = await callerAndRole(localEmu, { rolesAccountId: CALLERS_ACCOUNT });
    const run = (calls: readonly Call[]) =>
      runAs(user, localEmu, {
        ...environmentOfCase({ role: role.name, calls }),
        STS_CONFIG: 'generated.yml',
        STS_SESSION_POLICY: 'statements',
      });

    const granted = await run(['CreateQueue']);
    const more = await run(['CreateQueue', 'ListQueues']);

    expect(granted.result, granted.result.all).toMatchObject({ exitCode: 0 });
    expectAllAre(granted, role);
    expect(granted.requests).toEqual(['sqs.CreateQueue 200', 'sqs.CreateQueue 200', 'sts.AssumeRole 200']);
    expectAllAre(more, role);
    expectDenied(more, role, 'ListQueues', 'kept');
  });
});

/** A caller and a role in two accounts, with all that it takes but what is left out. */
async function callerAndRole(
  emulator: Emulator,
  {
    trust,
    externalId,
    permitted = true,
    rolesAccountId = ROLES_ACCOUNT,
  }: { trust?: PolicyDocument; externalId?: string; permitted?: boolean; rolesAccountId?: string },
): Promise<{ user: CreatedUser; role: CreatedRole }> {
  const user = await createUserWithKeys(emulator, { accountId: CALLERS_ACCOUNT });
  const role = await createRole(emulator, { accountId: rolesAccountId, trust: trust ?? trusting(user.arn, externalId), policy: DEPLOYED });
  if (permitted) await allowToAssume(emulator, user, role);
  return { user, role };
}

function expectAllAre({ identities, result }: Outcome, role: CreatedRole): void {
  expect(identities.map(({ label }) => label).toSorted(), result.all).toEqual(LABELS);
  expect(new Set(identities.map(({ arn }) => arn))).toEqual(new Set([sessionOf(role)]));
}

/**
 * `CreateQueue` went through in both test files, the other call in none.
 * @param credentials whether the role was assumed for this run, or those of an earlier run were kept
 */
function expectDenied({ result, requests, denials }: Outcome, role: CreatedRole, call: Call, credentials: 'new' | 'kept' = 'new'): void {
  expect(result.exitCode, result.all).toBeGreaterThan(0);
  const assumed = credentials === 'new' ? ['sts.AssumeRole 200'] : [];
  expect(requests).toEqual([...assumed, ...twice('sqs.CreateQueue 200', `sqs.${call} 403`)].toSorted());
  const denial = { caller: sessionOf(role), action: `sqs:${call}`, because: 'no allowing policy' };
  expect(denials).toMatchObject([denial, denial]);
  expect(result.all).toContain(`User: ${sessionOf(role)} is not authorized to perform: sqs:${call}`);
  expect(result.all).not.toContain('STS_');
}

function sessionOf({ name, accountId }: CreatedRole): string {
  return `arn:aws:sts::${accountId}:assumed-role/${name}/orders-dev-test`;
}

function twice(...requests: string[]): string[] {
  return [...requests, ...requests];
}
