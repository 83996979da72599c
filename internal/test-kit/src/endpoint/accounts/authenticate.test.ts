import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assume, client, keysOf, refusal, ROLE, whoAmI, type Keys, type Refusal } from '../../../test/sdk.js';
import { startStsEndpoint } from '../start-sts-endpoint.js';
import type { StsEndpoint } from '../sts-endpoint.js';

/** A request of the client on its way. */
type Request = { method: string; query: Record<string, string>; headers: Record<string, string>; body?: string };

let endpoint: StsEndpoint;
let user: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint();
  user = endpoint.addUser({ name: 'ann' });
  endpoint.addRole({ arn: ROLE, trust: user.arn });
});
afterEach(() => endpoint.close());

/** Changes a request: before it is signed (`build`), or behind the signer's back (`deserialize`). */
function meddle(sts: STSClient, step: 'build' | 'deserialize', change: (request: Request) => void): STSClient {
  const middleware = (next: (args: never) => Promise<never>) => (args: { request: unknown }) => {
    change(args.request as Request);
    return next(args as never);
  };
  sts.middlewareStack.add(middleware as never, { step, priority: 'low' } as never);
  return sts;
}

function tampered(change: (request: Request) => void): Promise<Refusal> {
  const sts = meddle(client(endpoint, user), 'deserialize', change);
  return refusal(sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'tests' })));
}

const MISMATCH = { code: 'SignatureDoesNotMatch', status: 403 };
const INVALID = {
  code: 'InvalidClientTokenId',
  status: 403,
  message: 'The security token included in the request is invalid.',
};

describe('a signature', () => {
  test("of the SDK with a user's own keys is accepted, and the caller is that user", async () => {
    expect(await whoAmI(endpoint, user)).toBe(user.arn);
  });

  test('of a GET request with its parameters in the address is accepted', async () => {
    const sts = meddle(client(endpoint, user), 'build', (request) => {
      request.method = 'GET';
      request.query = Object.fromEntries(new URLSearchParams(request.body));
      delete request.body;
      delete request.headers['content-length'];
    });
    const answer = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'a@b' }));
    expect(answer.AssumedRoleUser?.Arn).toMatch(/assumed-role\/App\/a@b$/);
    expect(endpoint.calls[0]?.params).toEqual({ RoleArn: ROLE, RoleSessionName: 'a@b' });
  });

  test('for any region is accepted, and the region is in the log', async () => {
    await whoAmI(endpoint, user, { region: 'ap-southeast-3' });
    expect(endpoint.calls[0]?.region).toBe('ap-southeast-3');
  });

  test('with a wrong secret is refused', async () => {
    expect(await refusal(whoAmI(endpoint, { ...user, secretAccessKey: 'wrong' }))).toEqual({
      ...MISMATCH,
      message:
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    });
  });

  test('of another body is refused', async () => {
    const answer = await tampered((request) => {
      request.body = request.body?.replace('tests', 'other') ?? '';
    });
    expect(answer).toMatchObject(MISMATCH);
  });

  test('of another body is refused even when the hash in the header was changed with it', async () => {
    const answer = await tampered((request) => {
      request.body = request.body?.replace('tests', 'other') ?? '';
      delete request.headers['x-amz-content-sha256'];
    });
    expect(answer).toMatchObject(MISMATCH);
  });

  test('of another header is refused', async () => {
    expect(await tampered((request) => (request.headers['host'] = 'sts.amazonaws.com'))).toMatchObject(MISMATCH);
  });

  test('of another query is refused', async () => {
    expect(await tampered((request) => (request.query = { a: 'b' }))).toMatchObject(MISMATCH);
  });

  test('with one digit changed is refused', async () => {
    const answer = await tampered((request) => {
      const header = request.headers['authorization'] ?? '';
      request.headers['authorization'] = header.slice(0, -1) + (header.endsWith('0') ? '1' : '0');
    });
    expect(answer).toMatchObject(MISMATCH);
  });

  test('that is cut short is refused', async () => {
    const answer = await tampered((request) => {
      request.headers['authorization'] = request.headers['authorization']?.slice(0, -2) ?? '';
    });
    expect(answer).toMatchObject(MISMATCH);
  });

  test('that leaves out an x-amz- header is refused', async () => {
    const answer = await tampered((request) => (request.headers['x-amz-extra'] = 'unsigned'));
    expect(answer).toMatchObject({ code: 'IncompleteSignature', status: 400 });
  });

  test('scoped to another service is refused', async () => {
    const answer = await tampered((request) => {
      request.headers['authorization'] = request.headers['authorization']?.replace('/sts/', '/iam/') ?? '';
    });
    expect(answer).toEqual({ ...MISMATCH, message: "Credential should be scoped to correct service: 'sts'. " });
  });

  test('scoped to another region than the one it was made for is refused', async () => {
    const answer = await tampered((request) => {
      request.headers['authorization'] = request.headers['authorization']?.replace('eu-central-1', 'eu-west-1') ?? '';
    });
    expect(answer).toMatchObject(MISMATCH);
  });

  test('scoped to another day than the one in the header is refused', async () => {
    const answer = await tampered((request) => {
      request.headers['authorization'] = request.headers['authorization']?.replace(/\/\d{8}\//, '/20200101/') ?? '';
    });
    expect(answer.message).toMatch(/^Date in Credential scope does not match YYYYMMDD .* '20200101' != /);
  });

  test('that is not there is asked for', async () => {
    expect(await tampered((request) => delete request.headers['authorization'])).toEqual({
      code: 'MissingAuthenticationToken',
      status: 403,
      message: 'Request is missing Authentication Token',
    });
  });

  test.each([
    ['Basic YTpi', "Unsupported AWS 'algorithm': 'Basic'."],
    ['AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00', "Authorization header requires 'Credential' parameter."],
    ['AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00', 'Credential must have exactly 5'],
  ])('in the form "%s" is incomplete', async (authorization, message) => {
    const answer = await tampered((request) => (request.headers['authorization'] = authorization));
    expect(answer).toMatchObject({ code: 'IncompleteSignature', status: 400 });
    expect(answer.message).toContain(message);
  });
});

describe('the time of a signature', () => {
  test.each([-4, 4])('may be %i minutes off', async (minutes) => {
    expect(await whoAmI(endpoint, user, { systemClockOffset: minutes * 60_000 })).toBe(user.arn);
  });

  test('six minutes ago has expired', async () => {
    const answer = await refusal(whoAmI(endpoint, user, { systemClockOffset: -6 * 60_000 }));
    expect(answer).toMatchObject(MISMATCH);
    expect(answer.message).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/);
  });

  test('in six minutes is not yet current', async () => {
    const answer = await refusal(whoAmI(endpoint, user, { systemClockOffset: 6 * 60_000 }));
    expect(answer).toMatchObject(MISMATCH);
    expect(answer.message).toMatch(
      /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/,
    );
  });

  test("counts by the server's clock", async () => {
    endpoint.clockOffsetMs = 3_600_000;
    expect((await refusal(whoAmI(endpoint, user))).message).toMatch(/^Signature expired/);
    expect(await whoAmI(endpoint, user, { systemClockOffset: 3_600_000 })).toBe(user.arn);
  });

  test('is put right by the SDK itself, with the Date header of the refusal', async () => {
    endpoint.clockOffsetMs = -3_600_000;
    expect(await whoAmI(endpoint, user, { maxAttempts: 2 })).toBe(user.arn);
    expect(endpoint.calls.map((call) => call.status)).toEqual([403, 200]);
  });
});

describe('a key', () => {
  test('that the endpoint does not know is refused, and the log says why', async () => {
    expect(await refusal(whoAmI(endpoint, { ...user, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }))).toEqual(INVALID);
    expect(endpoint.calls[0]).toMatchObject({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', because: 'no such access key id' });
  });

  test('that is temporary is refused without its session token', async () => {
    const { sessionToken: _, ...keys } = await keysOf(assume(endpoint, user));
    expect(await refusal(whoAmI(endpoint, keys))).toEqual(INVALID);
  });

  test("that is temporary is refused with another key's session token", async () => {
    const one = await keysOf(assume(endpoint, user));
    const other = await keysOf(assume(endpoint, user));
    expect(await refusal(whoAmI(endpoint, { ...one, sessionToken: other.sessionToken }))).toEqual(INVALID);
  });

  test("that is a user's own is refused with a session token", async () => {
    expect(await refusal(whoAmI(endpoint, { ...user, sessionToken: 'x' }))).toEqual(INVALID);
  });

  test('that is temporary is refused when the session token was not signed', async () => {
    const { sessionToken, ...keys } = await keysOf(assume(endpoint, user));
    const sts = meddle(client(endpoint, keys), 'deserialize', (request) => {
      request.headers['x-amz-security-token'] = sessionToken;
    });
    expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'IncompleteSignature' });
  });

  test('that has expired is refused, by the clock of the server', async () => {
    endpoint.lifetimeSeconds = 60;
    const keys = await keysOf(assume(endpoint, user));
    expect(await whoAmI(endpoint, keys)).toMatch(/assumed-role/);
    endpoint.clockOffsetMs = 60_000;
    expect(await refusal(whoAmI(endpoint, keys))).toEqual({
      code: 'ExpiredToken',
      status: 403,
      message: 'The security token included in the request is expired',
    });
  });

  test('is valid in the regions of its own partition only', async () => {
    expect(await refusal(whoAmI(endpoint, user, { region: 'cn-north-1' }))).toEqual(INVALID);
    const chinese = endpoint.addUser({ name: 'bo', partition: 'aws-cn' });
    expect(await whoAmI(endpoint, chinese, { region: 'cn-north-1' })).toBe('arn:aws-cn:iam::123456789012:user/bo');
  });
});
