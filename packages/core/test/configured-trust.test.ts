import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startStsEndpoint } from '@sts/test-kit';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../src/assume/diagnose.js';
import type { RefusedCall } from '../src/assume/types.js';
import { ACCOUNT, consumer, ROLE } from './consumer.js';
import { IMAGE } from './support/osls-package/bench.js';
import { OslsProcess } from './support/osls-package/osls-process.js';

const OPEN = 'return (await core.openSession()).accountId;';
const SOMEBODY = `arn:aws:iam::${ACCOUNT}:user/somebody-else`;
const DEVELOPER = `arn:aws:iam::${ACCOUNT}:user/developer`;
const HERE = 'resources.Resources.AppRole.Properties.AssumeRolePolicyDocument in serverless.yml (line 13)';

type Statement = Record<string, unknown>;

/** A service that declares its role with such a trust policy. JSON is YAML. */
function declaring(statements: Statement | Statement[], role = '!GetAtt AppRole.Arn'): string {
  return `service: orders
provider:
  name: aws
  region: eu-central-1
  iam:
    role: ${role}
resources:
  Resources:
    AppRole:
      Type: AWS::IAM::Role
      Properties:
        RoleName: orders
        AssumeRolePolicyDocument: ${JSON.stringify({ Version: '2012-10-17', Statement: statements })}
        Path: /app/
`;
}

function allow(Principal: unknown, Condition?: object): Statement {
  return { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition === undefined ? {} : { Condition }) };
}

/** What is told beside the refusal of a role that, as it is deployed, trusts somebody else. */
async function told(yml: string, env: Record<string, string> = {}): Promise<{ message: string; hint: string; everything: string }> {
  await using c = await consumer({ files: { 'serverless.yml': yml }, role: { trust: SOMEBODY } });
  const { error } = await c.script(OPEN, env);
  expect(error?.code, error?.everything).toBe('STS_ACCESS_DENIED');
  return error ?? { message: '', hint: '', everything: '' };
}

describe('what the configuration says of a role that it declares', () => {
  const external = { StringEquals: { 'sts:ExternalId': 'canary-wanted-1' } };
  test.each<[string, Statement | Statement[], string, Record<string, string>?]>([
    ['only a service', allow({ Service: 'lambda.amazonaws.com' }), 'names only lambda.amazonaws.com.'],
    ['only others', allow({ AWS: [SOMEBODY] }), `names only ${SOMEBODY}, and not the caller.`],
    ['another account', allow({ AWS: 'arn:aws:iam::999999999999:root' }), 'names only arn:aws:iam::999999999999:root, and not the caller.'],
    ['no statement for it', { ...allow({ AWS: '*' }), Action: 'sts:TagSession' }, 'has no statement that allows sts:AssumeRole.'],
    [
      'an external id',
      allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }, external),
      'asks for sts:ExternalId, and externalId (STS_EXTERNAL_ID) is not set.',
    ],
    [
      'another external id',
      allow({ AWS: ACCOUNT }, external),
      'asks for another sts:ExternalId than the one given (from STS_EXTERNAL_ID).',
      { STS_EXTERNAL_ID: 'canary-given-2' },
    ],
    [
      'MFA',
      allow({ AWS: '*' }, { Bool: { 'aws:MultiFactorAuthPresent': true } }),
      'asks for MFA, and mfaSerial (STS_MFA_SERIAL) is not set.',
    ],
    [
      'another session name',
      allow({ AWS: DEVELOPER }, { StringLike: { 'sts:RoleSessionName': 'ci-*' } }),
      'asks for another sts:RoleSessionName than orders-dev-test.',
    ],
    [
      'a source identity',
      allow({ AWS: DEVELOPER }, { StringLike: { 'sts:SourceIdentity': '*' } }),
      'asks for sts:SourceIdentity, and sourceIdentity (STS_SOURCE_IDENTITY) is not set.',
    ],
    [
      'somewhere else',
      allow({ AWS: DEVELOPER }, { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
      'has a condition on aws:SourceIp, which cannot be told from here.',
    ],
    ['a deny', [allow({ AWS: '*' }), { ...allow({ AWS: DEVELOPER }), Effect: 'Deny' }], 'denies the caller.'],
  ])('%s', async (_what, statements, says, env) => {
    const { message, everything } = await told(declaring(statements), env);
    expect(message).toContain(`and STS does not tell why. ${HERE} ${says} The role as it is deployed may differ. STS says: `);
    expect(everything).not.toContain('canary-');
  });

  test('that it lets the caller in: then it is the deployed role, or the permission', async () => {
    const { message, hint } = await told(declaring([allow({ Service: 'lambda.amazonaws.com' }), allow({ AWS: [SOMEBODY, DEVELOPER] })]));
    expect(message).toContain(`${HERE} lets the caller in: the deployed role may be older, or the caller may lack the permission.`);
    expect(hint).toContain('as it is deployed, needs a statement like this');
  });

  test.each<[string, Statement | Statement[], string?]>([
    ['a principal that only a deployment tells', allow({ AWS: { 'Fn::ImportValue': 'who' } })],
    ['a statement that only a deployment tells', [{ 'Fn::If': ['X', allow({ AWS: '*' }), { Ref: 'AWS::NoValue' }] }]],
    ['everybody but somebody', { Effect: 'Allow', NotPrincipal: { AWS: SOMEBODY }, Action: 'sts:AssumeRole' }],
    [
      'a Deny with conditions',
      [allow({ AWS: '*' }), { ...allow({ AWS: '*' }, { Bool: { 'aws:SecureTransport': false } }), Effect: 'Deny' }],
    ],
    ['a variable without a value', allow({ AWS: '${env:NOT_SET}' })],
    ['what AWS would have to be asked', allow({ AWS: '${ssm:/who}' })],
    ['another role', allow({ Service: 'lambda.amazonaws.com' }), `arn:aws:iam::${ACCOUNT}:role/app/other`],
  ])('nothing is claimed of %s, and the refusal stays what it is', async (_what, statements, role = '!GetAtt AppRole.Arn') => {
    await using c = await consumer({ files: { 'serverless.yml': declaring(statements, role) }, role: { trust: SOMEBODY } });
    const { error } = await c.script(OPEN);
    expect(error).toMatchObject({ code: 'STS_ACCESS_DENIED', message: expect.stringMatching(/and STS does not tell why\. STS says: /) });
    // Neither the account nor the parameter was asked for after the refusal.
    expect(c.sts.calls.filter(({ action }) => action === 'AssumeRole')).toHaveLength(1);
  });

  test.each([
    ['an ARN with its name and path', ROLE],
    ['its logical id', 'AppRole'],
    ['Fn::Join', `!Join ['', ['arn:aws:iam::', !Ref AWS::AccountId, ':role/app/', !Ref AppRole]]`],
  ])('is found when the role is named by %s', async (_how, role) => {
    expect((await told(declaring(allow({ Service: 'lambda.amazonaws.com' }), role))).message).toContain('names only lambda.amazonaws.com.');
  });

  test('is not read for a role that can be had', async () => {
    await using c = await consumer({ files: { 'serverless.yml': declaring(allow({ AWS: '${env:NOT_SET}' })) } });
    expect((await c.script(OPEN)).value).toBe(ACCOUNT);
  });

  test('a huge trust policy neither hides the refusal nor cuts the statement off', async () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      allow({ AWS: `arn:aws:iam::${ACCOUNT}:user/somebody-with-a-long-name-${index}` }),
    );
    const { message, hint } = await told(declaring(many));
    expect(message).toContain('197 more, and not the caller.');
    expect(hint).not.toContain(' … ');
  });
});

describe('a role that Serverless generates', () => {
  const GENERATED = `arn:aws:iam::${ACCOUNT}:role/orders-dev-eu-central-1-lambdaRole`;
  const yml = (events: string): string =>
    `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\nfunctions:\n  f:\n    image: ${IMAGE}\n${events}`;

  test.each([
    ['with the statement of Lambda', '', {}, ['lambda.amazonaws.com']],
    [
      'with that of the scheduler',
      '    events:\n      - schedule: { method: scheduler, rate: rate(1 hour) }\n',
      {},
      ['lambda.amazonaws.com', 'scheduler.amazonaws.com'],
    ],
    ['with external id and tags', '', { STS_EXTERNAL_ID: 'canary-external-1', STS_TAGS: 'a=1' }, ['lambda.amazonaws.com']],
  ])('gets a trust that osls packages, %s', async (_what, events, env: Record<string, string>, services) => {
    await using c = await consumer({ files: { 'serverless.yml': yml(events) }, role: { arn: GENERATED, trust: SOMEBODY } });
    const { error } = await c.script(OPEN, env);
    expect(error?.code, error?.everything).toBe('STS_ACCESS_DENIED');
    const pasted = /^resources:\n(?: .*\n)+/m.exec(error?.hint ?? '')?.[0].replace('<the external id in use>', 'canary-external-1') ?? '';
    expect(Object.keys(load(pasted) as object)).toEqual(['resources']);
    await c.project.write('serverless.yml', yml(events) + pasted);
    using osls = new OslsProcess();
    const answer = await osls.ask({ dir: c.project.dir, args: [], env: {} });
    if (!answer.ok) throw new Error(answer.message);
    const trust = answer.template.Resources['IamRoleLambdaExecution']?.Properties?.['AssumeRolePolicyDocument'] as {
      Statement: Statement[];
    };
    const [own, ours] = trust.Statement;
    expect(own).toMatchObject({ Principal: { Service: services.length === 1 ? services[0] : services }, Action: 'sts:AssumeRole' });
    // The very statement lets the caller in.
    c.sts.setTrust(GENERATED, { Statement: [ours as never] });
    expect((await c.script(OPEN, env)).value).toBe(ACCOUNT);
  });

  test('that the configuration extends already is told to be extended by a statement, not twice', async () => {
    const extended = `${yml('')}resources:\n  extensions:\n    IamRoleLambdaExecution:\n      Properties:\n        AssumeRolePolicyDocument: ${JSON.stringify({ Statement: [allow({ AWS: SOMEBODY })] })}\n`;
    await using c = await consumer({ files: { 'serverless.yml': extended }, role: { arn: GENERATED, trust: SOMEBODY } });
    const { error } = await c.script(OPEN);
    expect(error?.message).toContain(
      'resources.extensions.IamRoleLambdaExecution.Properties.AssumeRolePolicyDocument in serverless.yml (line 12) names only',
    );
    expect(error?.hint).not.toContain('resources:\n');
  });
});

describe('a web identity', () => {
  const URL = 'https://token.actions.githubusercontent.com';
  const SUBJECT = 'repo:acme/app:ref:refs/heads/main';

  /** The error of a real call, read as a refusal. */
  async function refused(prepare: (kit: Awaited<ReturnType<typeof startStsEndpoint>>) => { token: string; trust?: RefusedCall['clues'] }) {
    await using sts = await startStsEndpoint();
    const { token, trust } = prepare(sts);
    const client = new STSClient({ endpoint: sts.url, region: 'eu-central-1', maxAttempts: 1 });
    const request = { RoleArn: ROLE, RoleSessionName: 'ci' };
    const error: unknown = await client
      .send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: token }))
      .catch((one: unknown) => one);
    client.destroy();
    const shown = diagnose(error, {
      request,
      source: { accessKeyId: '', secretAccessKey: '' },
      sourceFrom: 'AWS_WEB_IDENTITY_TOKEN_FILE',
      webIdentity: { token, from: 'AWS_WEB_IDENTITY_TOKEN_FILE' },
      region: 'eu-central-1',
      endpoint: sts.url,
      timeoutMs: 30_000,
      signal: new AbortController().signal,
      clues: trust,
    });
    expect(`${shown.message}${shown.hint ?? ''}${shown.stack ?? ''}${String(shown.cause)}`).not.toContain(token.split('.').at(-1) ?? token);
    return shown;
  }

  test('that no statement lets in gets one with provider, audience and subject, and that one does', async () => {
    const shown = await refused((sts) => {
      const github = sts.addIdentityProvider({ url: URL, account: ACCOUNT });
      sts.addRole({ arn: ROLE, trust: SOMEBODY });
      return { token: github.token({ subject: SUBJECT }) };
    });
    expect(shown).toMatchObject({
      code: 'STS_ACCESS_DENIED',
      message: expect.stringContaining(`may not assume ${ROLE}, and STS does not tell why`),
    });
    const [found] = /^\{$[^]*?^\}$/m.exec(shown.hint ?? '') ?? [];
    const statement = JSON.parse(found ?? '') as Statement;
    expect(statement).toEqual({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': SUBJECT,
        },
      },
    });
    await using sts = await startStsEndpoint();
    const github = sts.addIdentityProvider({ url: URL, account: ACCOUNT });
    sts.addRole({ arn: ROLE, trust: { Statement: [statement as never] } });
    const client = new STSClient({ endpoint: sts.url, region: 'eu-central-1' });
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: ROLE,
      RoleSessionName: 'ci',
      WebIdentityToken: github.token({ subject: SUBJECT }),
    });
    expect((await client.send(command)).Credentials).toBeDefined();
    client.destroy();
  });

  test('that the configuration asks another subject of is told both', async () => {
    const statement = {
      effect: 'Allow',
      actions: ['sts:AssumeRoleWithWebIdentity'],
      principals: [{ kind: 'Federated', name: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` }],
      conditions: [{ operator: 'StringLike', key: 'token.actions.githubusercontent.com:sub', values: ['repo:acme/other:*'] }],
      isOpen: false,
    };
    const shown = await refused((sts) => {
      sts.addRole({ arn: ROLE, trust: SOMEBODY });
      const token = sts.addIdentityProvider({ url: URL, account: ACCOUNT }).token({ subject: SUBJECT });
      return { token, trust: { trust: () => ({ logicalId: 'AppRole', from: 'HERE', isWritten: true, statements: [statement] }) } };
    });
    expect(shown.message).toContain(`HERE asks for another token.actions.githubusercontent.com:sub than that of the token, "${SUBJECT}".`);
  });

  test.each([
    [
      'that has expired',
      { expiresInSeconds: -3600 },
      'STS_CREDENTIALS_EXPIRED',
      /token \(from AWS_WEB_IDENTITY_TOKEN_FILE\) has expired, at 20/,
    ],
    ['for another audience', { audience: 'sigstore' }, 'STS_WEB_IDENTITY_INVALID', /audience sigstore/],
    ['of an issuer that the account does not know', { issuer: 'https://gitlab.com' }, 'STS_WEB_IDENTITY_INVALID', /issuer gitlab\.com/],
  ])('%s', async (_what, claims, code, says) => {
    const shown = await refused((sts) => {
      const github = sts.addIdentityProvider({ url: URL, account: ACCOUNT });
      sts.addRole({ arn: ROLE, trust: SOMEBODY });
      return { token: github.token({ subject: SUBJECT, ...claims }) };
    });
    expect(shown).toMatchObject({ code, message: expect.stringMatching(says) });
  });

  test.each(['canary-no-token-at-all', `${'e30.'.repeat(2)}canary`])('that is no JWT, as %j, is told to be none', async (token) => {
    const shown = await refused(() => ({ token }));
    expect(shown).toMatchObject({ code: 'STS_WEB_IDENTITY_INVALID', message: expect.stringContaining('which is no JWT') });
  });

  test.each([
    ['IDPRejectedClaim', 'STS_WEB_IDENTITY_INVALID'],
    ['IDPCommunicationError', 'STS_SERVICE_FAILED'],
  ])('%s', async (code, expected) => {
    const shown = await refused((sts) => {
      sts.fault({ kind: 'error', code, message: 'no', status: 400, times: 'always' });
      return { token: sts.addIdentityProvider({ url: URL, account: ACCOUNT }).token({ subject: SUBJECT }) };
    });
    expect(shown).toMatchObject({ code: expected, message: expect.stringContaining('issuer token.actions.githubusercontent.com') });
  });
});
