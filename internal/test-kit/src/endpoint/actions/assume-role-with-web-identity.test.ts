import { generateKeyPairSync, sign } from 'node:crypto';
import { AssumeRoleWithWebIdentityCommand, type AssumeRoleWithWebIdentityCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, assume, keysOf, OTHER_ACCOUNT, refusal, ROLE, whoAmI } from '../../../test/sdk.js';
import type { IdentityProvider } from '../accounts/identity-provider.js';
import type { PolicyConditions, PolicyDocument } from '../policy/document.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

const URL = 'https://token.actions.githubusercontent.com';
const SUBJECT = 'repo:acme/app:ref:refs/heads/main';
const DENIED = { code: 'AccessDenied', status: 403, message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' };

let endpoint: StsEndpoint;
let github: IdentityProvider;

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  github = endpoint.addIdentityProvider({ url: URL });
  endpoint.addRole({ arn: ROLE, trust: trusting(github.arn) });
});
afterEach(() => endpoint.close());

function trusting(Federated: string, Condition: PolicyConditions = {}, Effect: 'Allow' | 'Deny' = 'Allow'): PolicyDocument {
  return { Statement: { Effect, Principal: { Federated }, Action: 'sts:AssumeRoleWithWebIdentity', Condition } };
}

function enter(WebIdentityToken: string | undefined, input: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) {
  const sts = new STSClient({ endpoint: endpoint.url, region: 'eu-central-1', maxAttempts: 1 });
  return sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: ROLE, RoleSessionName: 'ci', WebIdentityToken, ...input }));
}

const token = () => github.token({ subject: SUBJECT });
const invalid = (message: string) => ({ code: 'InvalidIdentityTokenException', status: 400, message });

describe('a right token', () => {
  test('is answered with a session of the role, without any keys', async () => {
    const answer = await enter(token());
    expect(answer).toMatchObject({
      AssumedRoleUser: {
        Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/App/ci`,
        AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:ci$/),
      },
      Audience: 'sts.amazonaws.com',
      Provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
      SubjectFromWebIdentityToken: SUBJECT,
    });
    const end = answer.Credentials?.Expiration?.getTime() ?? 0;
    expect(Math.abs(end - Date.now() - 3_600_000)).toBeLessThan(60_000);
    expect(await whoAmI(endpoint, await keysOf(Promise.resolve(answer)))).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/App/ci`);
  });

  test('is counted as a call of its own, and does not stand in the log', async () => {
    const secret = token();
    await enter(secret);
    expect(endpoint.count('AssumeRoleWithWebIdentity')).toBe(1);
    expect(endpoint.calls[0]).toMatchObject({ accessKeyId: undefined, callerArn: undefined, authorized: true, status: 200 });
    expect(JSON.stringify(endpoint.calls)).not.toContain(secret);
  });

  test('may live as long as the role lets it, and no longer', async () => {
    endpoint.addRole({ arn: ROLE, trust: trusting(github.arn), maxSessionDuration: 7200 });
    await enter(token(), { DurationSeconds: 7200 });
    expect(await refusal(enter(token(), { DurationSeconds: 7201 }))).toEqual({
      code: 'ValidationError',
      status: 400,
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
  });

  test('begins a chain: its session can have an hour at the most', async () => {
    const next = `arn:aws:iam::${ACCOUNT}:role/Next`;
    endpoint.addRole({ arn: next, trust: ROLE, maxSessionDuration: 7200 });
    const keys = await keysOf(enter(token()));
    expect((await assume(endpoint, keys, { RoleArn: next })).Credentials).toBeDefined();
    expect(await refusal(assume(endpoint, keys, { RoleArn: next, DurationSeconds: 3601 }))).toMatchObject({
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
  });

  test('of a provider with a path, for one of many audiences', async () => {
    const eks = endpoint.addIdentityProvider({ url: 'https://oidc.eks.eu-central-1.amazonaws.com/id/ABC', audience: ['one', 'two'] });
    endpoint.setTrust(ROLE, trusting(eks.arn, { StringEquals: { [`${eks.host}:aud`]: 'two' } }));
    expect((await enter(eks.token({ subject: 's', audience: ['three', 'two'] }))).Audience).toBe('two');
  });
});

describe('conditions of the trust policy', () => {
  test.each([
    ['the audience and the subject', { StringEquals: { 'x:aud': 'sts.amazonaws.com', 'x:sub': SUBJECT } }],
    ['a pattern', { StringLike: { 'x:sub': 'repo:acme/*' } }],
    ['the provider', { StringEquals: { 'aws:FederatedProvider': `arn:aws:iam::${ACCOUNT}:oidc-provider/${URL.slice(8)}` } }],
    ['the name of the session', { StringEquals: { 'sts:RoleSessionName': 'ci' } }],
  ])('%s let in', async (_, condition) => {
    endpoint.setTrust(ROLE, trusting(github.arn, withHost(condition)));
    expect((await enter(token())).Credentials).toBeDefined();
  });

  test.each([
    ['another audience', { StringEquals: { 'x:aud': 'sigstore' } }],
    ['another subject', { StringEquals: { 'x:sub': 'repo:acme/app:ref:refs/heads/dev' } }],
    ['a pattern that is taken for text', { StringEquals: { 'x:sub': 'repo:acme/*' } }],
    ['a key of another provider', { StringEquals: { 'gitlab.com:sub': SUBJECT } }],
    ['a caller that a token cannot be', { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }],
  ])('%s keep out', async (_, condition) => {
    endpoint.setTrust(ROLE, trusting(github.arn, withHost(condition)));
    expect(await refusal(enter(token()))).toEqual(DENIED);
    expect(endpoint.calls[0]?.because).toBe('no statement of the trust policy allows it');
  });
});

function withHost(condition: PolicyConditions): PolicyConditions {
  return JSON.parse(JSON.stringify(condition).replaceAll('"x:', `"${github.host}:`));
}

describe('a token that is right does not get into', () => {
  test.each([
    ['a role that trusts another provider', trusting(`arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`)],
    ['a role that trusts users', ACCOUNT],
    [
      'a role that trusts the provider with another action',
      { Statement: { Effect: 'Allow', Principal: { Federated: 'x' }, Action: 'sts:AssumeRole' } },
    ],
  ] satisfies [string, PolicyDocument | string][])('%s', async (_, trust) => {
    endpoint.setTrust(ROLE, JSON.parse(JSON.stringify(trust).replace('"x"', JSON.stringify(github.arn))));
    expect(await refusal(enter(token()))).toEqual(DENIED);
  });

  test('a role that there is not', async () => {
    expect(await refusal(enter(token(), { RoleArn: `${ROLE}2` }))).toEqual(DENIED);
  });

  test('a role whose Deny it meets', async () => {
    const [allow, deny] = [trusting(github.arn), trusting(github.arn, withHost({ StringLike: { 'x:sub': 'repo:acme/*' } }), 'Deny')];
    endpoint.setTrust(ROLE, { Statement: [allow, deny].flatMap(({ Statement }) => Statement) });
    expect(await refusal(enter(token()))).toEqual(DENIED);
    expect(endpoint.calls[0]?.because).toBe('the trust policy denies it');
  });

  test('a role of an account that does not know the provider', async () => {
    const RoleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/App`;
    endpoint.addRole({ arn: RoleArn, trust: trusting(github.arn) });
    expect(await refusal(enter(token(), { RoleArn }))).toEqual(invalid(`No OpenIDConnect provider found in your account for ${URL}`));
  });
});

describe('a token that is wrong', () => {
  test.each(['no token at all', 'a.b.c', `${'e30.'.repeat(2)}x.y`, 'bnVsbA.bnVsbA.x'])('%j is not a JWT', async (text) => {
    expect(await refusal(enter(text))).toEqual(
      invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'),
    );
  });

  test('for another audience', async () => {
    expect(await refusal(enter(github.token({ subject: SUBJECT, audience: 'sigstore' })))).toEqual(invalid('Incorrect token audience'));
  });

  test('of an issuer that is not known', async () => {
    expect(await refusal(enter(github.token({ subject: SUBJECT, issuer: 'https://gitlab.com' })))).toEqual(
      invalid('No OpenIDConnect provider found in your account for https://gitlab.com'),
    );
  });

  test('that is over says when', async () => {
    const { code, status, message } = await refusal(enter(github.token({ subject: SUBJECT, expiresInSeconds: 0 })));
    expect({ code, status }).toEqual({ code: 'ExpiredTokenException', status: 400 });
    expect(message).toMatch(/^Token expired: current date\/time \d{10} must be before the expiration date\/time \d{10}$/);
  });

  test('goes by the clock of the server', async () => {
    const early = token();
    endpoint.clockOffsetMs = 600_000;
    expect((await refusal(enter(early))).code).toBe('ExpiredTokenException');
    const late = token();
    endpoint.clockOffsetMs = 0;
    expect(await refusal(enter(late))).toEqual(invalid('Token is not yet valid'));
  });

  test('that was changed', async () => {
    const [head = '', , signature = ''] = token().split('.');
    const body = Buffer.from(JSON.stringify({ iss: URL, sub: 'repo:acme/other', aud: 'sts.amazonaws.com' })).toString('base64url');
    expect(await refusal(enter([head, body, signature].join('.')))).toEqual(invalid('Token signature invalid'));
  });

  test('that somebody else has signed, or nobody', async () => {
    const [head = '', body = ''] = token().split('.');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = sign('RSA-SHA256', Buffer.from(`${head}.${body}`), privateKey).toString('base64url');
    expect(await refusal(enter([head, body, foreign].join('.')))).toEqual(invalid('Token signature invalid'));
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect((await refusal(enter([none, body, 'x'].join('.')))).message).toMatch(/^Couldn't retrieve verification key/);
  });

  test.each(['sub', 'aud', 'exp', 'iat'])('that does not say its %s', async (claim) => {
    expect(await refusal(enter(github.token({ subject: SUBJECT, claims: { [claim]: undefined } })))).toEqual(
      invalid(`Missing a required claim: ${claim}`),
    );
  });

  test('that was revoked', async () => {
    const revoked = token();
    github.revoke(revoked);
    expect(await refusal(enter(revoked))).toMatchObject({ code: 'IDPRejectedClaimException', status: 403 });
    expect((await enter(token())).Credentials).toBeDefined();
  });
});

describe('parameters', () => {
  test('without a token, and with a short session name', async () => {
    expect(await refusal(enter(undefined, { RoleSessionName: 'x' }))).toEqual({
      code: 'ValidationError',
      status: 400,
      message:
        "2 validation errors detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; " +
        "Value null at 'webIdentityToken' failed to satisfy constraint: Member must not be null",
    });
  });

  test('a token that is too long is refused without being told', async () => {
    const { message } = await refusal(enter('x'.repeat(20_001)));
    expect(message).toContain('length less than or equal to 20000');
    expect(message).not.toContain('xx');
  });

  test('a session policy that is none', async () => {
    expect(await refusal(enter(token(), { Policy: '{' }))).toMatchObject({ code: 'MalformedPolicyDocumentException', status: 400 });
  });

  test('something that is not the ARN of a role', async () => {
    expect((await refusal(enter(token(), { RoleArn: `arn:aws:iam::${ACCOUNT}:user/x` }))).message).toBe('Request ARN is invalid');
  });
});

test('faults meet it, also the role that nobody asked for and the region that is off', async () => {
  endpoint.fault({ kind: 'region-disabled', action: 'AssumeRoleWithWebIdentity' });
  expect(await refusal(enter(token()))).toMatchObject({ code: 'RegionDisabledException', message: expect.stringContaining(ACCOUNT) });
  endpoint.fault({ kind: 'wrong-role', answeredRoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/Other` });
  expect((await enter(token())).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/Other/ci`);
});

test('providers and tokens can be had from another process', async () => {
  const post = async (path: string, body: unknown) =>
    (await fetch(`${endpoint.url}/_kit/${path}`, { method: 'POST', body: JSON.stringify(body) })).json();
  const made: unknown = await post('identity-providers', { url: 'https://gitlab.com', audience: 'aws' });
  const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`;
  expect(made).toEqual({ arn, url: 'https://gitlab.com', host: 'gitlab.com' });
  endpoint.setTrust(ROLE, trusting(arn));
  const answer = (await post('tokens', { provider: arn, subject: 'project_path:acme/app' })) as { token: string };
  expect((await enter(answer.token)).Audience).toBe('aws');
});
