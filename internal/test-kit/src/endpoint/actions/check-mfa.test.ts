import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, assume, client, keysOf, refusal, ROLE, type Keys } from '../../../test/sdk.js';
import type { PolicyConditions, PolicyDocument } from '../policy/document.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/ann`;
const CODE = { SerialNumber: SERIAL, TokenCode: '123456' };
const MUST_HAVE_MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  ann = endpoint.addUser({ name: 'ann', mfa: { serial: SERIAL, codes: ['123456', '654321'] } });
  endpoint.addRole({ arn: ROLE, trust: trust(MUST_HAVE_MFA) });
});
afterEach(() => endpoint.close());

function trust(Condition: PolicyConditions, principal = ann.arn): PolicyDocument {
  return { Statement: { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', Condition } };
}

const allowed = (keys: Keys, input = {}): Promise<boolean> =>
  assume(endpoint, keys, input).then(
    () => true,
    () => false,
  );

const sessionToken = (input = {}): Promise<Keys> => keysOf(client(endpoint, ann).send(new GetSessionTokenCommand(input)));

describe('a trust that asks for a second factor', () => {
  test('lets in with a right code, and not without one', async () => {
    expect(await allowed(ann, CODE)).toBe(true);
    expect(await allowed(ann, { ...CODE, TokenCode: '654321' })).toBe(true);
    expect((await refusal(assume(endpoint, ann))).code).toBe('AccessDenied');
  });

  test('lets in with a session token that was got with a code, and not with one that was got without', async () => {
    expect(await allowed(await sessionToken(CODE))).toBe(true);
    expect(await allowed(await sessionToken())).toBe(false);
  });

  test('keeps out the session of a role that was assumed with a code', async () => {
    const hop = `arn:aws:iam::${ACCOUNT}:role/Hop`;
    endpoint.addRole({ arn: hop, trust: ann.arn });
    const keys = await keysOf(assume(endpoint, ann, { RoleArn: hop, ...CODE }));
    endpoint.setTrust(ROLE, trust(MUST_HAVE_MFA, hop));
    expect(await allowed(keys)).toBe(false);
  });

  test('takes long-term keys without a code for neither true nor false', async () => {
    endpoint.setTrust(ROLE, trust({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }));
    expect(await allowed(ann)).toBe(true);
    expect(await allowed(await sessionToken())).toBe(false);
    endpoint.setTrust(ROLE, trust({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }));
    expect(await allowed(ann)).toBe(false);
    expect(await allowed(await sessionToken())).toBe(true);
  });

  test('may ask for a code that is not too old', async () => {
    endpoint.setTrust(ROLE, trust({ NumericLessThan: { 'aws:MultiFactorAuthAge': '120' } }));
    const keys = await sessionToken(CODE);
    expect(await allowed(keys)).toBe(true);
    endpoint.clockOffsetMs = 121_000;
    expect(await allowed(keys)).toBe(false);
  });
});

describe('a code', () => {
  const refused = async (input: object, keys: Keys = ann): Promise<string> => {
    const { code, status, message } = await refusal(assume(endpoint, keys, input));
    expect({ code, status }).toEqual({ code: 'AccessDenied', status: 403 });
    return message;
  };

  test('that is wrong is refused, even where none is asked for', async () => {
    endpoint.setTrust(ROLE, ann.arn);
    expect(await refused({ ...CODE, TokenCode: '000000' })).toBe('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
  });

  test('of another device, or of a user who has none, is refused', async () => {
    const message =
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.';
    expect(await refused({ ...CODE, SerialNumber: 'GAHT12345678' })).toBe(message);
    expect(await refused(CODE, endpoint.addUser({ name: 'bo' }))).toBe(message);
  });

  test.each([{ SerialNumber: SERIAL }, { TokenCode: '123456' }])('is needed with a serial number: %j', async (input) => {
    expect(await refused(input)).toBe('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ');
  });

  test('is good once for a device of one-time codes', async () => {
    const serial = 'GAHT12345678';
    const bo = endpoint.addUser({ name: 'bo', mfa: { serial, codes: ['111111', '222222'], oneTime: true } });
    endpoint.setTrust(ROLE, bo.arn);
    const code = { SerialNumber: serial, TokenCode: '111111' };
    expect(await allowed(bo, code)).toBe(true);
    expect(await refused(code, bo)).toMatch(/invalid MFA one time pass code/);
    expect(await allowed(bo, { ...code, TokenCode: '222222' })).toBe(true);
  });

  test.each(['12345', '1234567', '12345a'])('that is not six digits (%s) is a ValidationError', async (TokenCode) => {
    const answer = await refusal(assume(endpoint, ann, { ...CODE, TokenCode }));
    expect(answer).toMatchObject({ code: 'ValidationError', status: 400 });
    expect(answer.message).toContain(`Value '${TokenCode}' at 'tokenCode' failed to satisfy constraint`);
  });

  test('is not in the log', async () => {
    await assume(endpoint, ann, CODE);
    expect(JSON.stringify(endpoint.calls)).not.toContain('123456"');
    expect(endpoint.calls[0]?.params).toMatchObject({ SerialNumber: SERIAL, TokenCode: '[hidden]' });
  });
});
