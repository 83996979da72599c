import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, assume, keysOf, ROLE, whoAmI } from '../../test/sdk.js';
import { startStsEndpoint } from './start-sts-endpoint.js';

test('it listens on loopback and a free port', async () => {
  await using one = await startStsEndpoint();
  await using two = await startStsEndpoint();
  expect(one.url).toBe(`http://127.0.0.1:${one.port}`);
  expect(two.port).not.toBe(one.port);
});

test('it listens where it is told to', async () => {
  const port = await startStsEndpoint().then(async (endpoint) => {
    await endpoint.close();
    return endpoint.port;
  });
  await using endpoint = await startStsEndpoint({ host: '0.0.0.0', port });
  expect(endpoint.url).toBe(`http://127.0.0.1:${port}`);
  expect((await fetch(endpoint.url)).status).toBe(400);
});

test('a port that is taken is an error', async () => {
  await using endpoint = await startStsEndpoint();
  await expect(startStsEndpoint({ port: endpoint.port })).rejects.toThrow('EADDRINUSE');
});

test('users and roles can come with the options, also users with keys of their own', async () => {
  await using endpoint = await startStsEndpoint({
    users: [{ name: 'ann', account: ACCOUNT, accessKeyId: 'AKIAANN', secretAccessKey: 'canary' }, { name: 'bo' }],
    roles: [{ arn: ROLE, trust: `arn:aws:iam::${ACCOUNT}:user/ann` }],
  });
  expect(endpoint.users.map((user) => user.arn)).toEqual([`arn:aws:iam::${ACCOUNT}:user/ann`, `arn:aws:iam::${ACCOUNT}:user/bo`]);
  const keys = await keysOf(assume(endpoint, { accessKeyId: 'AKIAANN', secretAccessKey: 'canary' }));
  expect(await whoAmI(endpoint, keys)).toMatch(/assumed-role/);
});

test.each([{ account: '1' }, { path: 'people' }])('a user that cannot be is an error of the test: %j', async (wrong) => {
  await expect(startStsEndpoint({ users: [{ name: 'ann', ...wrong }] })).rejects.toThrow(TypeError);
});

describe('closing', () => {
  test('ends every connection at once, used or not', async () => {
    const endpoint = await startStsEndpoint();
    const socket = connect(endpoint.port, '127.0.0.1');
    await once(socket, 'connect');
    await fetch(endpoint.url);
    await endpoint.close();
    await once(socket.resume(), 'close');
    await expect(fetch(endpoint.url)).rejects.toThrow('fetch failed');
  });

  test('twice is as good as once', async () => {
    const endpoint = await startStsEndpoint();
    await Promise.all([endpoint.close(), endpoint.close()]);
    await endpoint.close();
  });
});

describe('the wire', () => {
  test('an error is XML as AWS writes it', async () => {
    await using endpoint = await startStsEndpoint();
    const answer = await fetch(`${endpoint.url}/?Action=GetCallerIdentity&Version=2011-06-15`);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toBe('text/xml');
    const id = answer.headers.get('x-amzn-requestid');
    expect(id).toBe(endpoint.calls[0]?.requestId);
    expect(await answer.text()).toBe(`<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>MissingAuthenticationToken</Code>
    <Message>Request is missing Authentication Token</Message>
  </Error>
  <RequestId>${id}</RequestId>
</ErrorResponse>
`);
  });

  test('an error of the server is of type Receiver', async () => {
    await using endpoint = await startStsEndpoint();
    endpoint.fault({ kind: 'internal-failure' });
    expect(await (await fetch(endpoint.url)).text()).toContain('<Type>Receiver</Type>');
  });

  test('what a caller sends is escaped', async () => {
    await using endpoint = await startStsEndpoint();
    const answer = await fetch(`${endpoint.url}/?Action=${encodeURIComponent('<a b="c">&')}&Version=2011-06-15`);
    expect(await answer.text()).toContain('operation &lt;a b=&quot;c&quot;&gt;&amp; for version');
  });

  test.each([
    ['', 'MissingAction'],
    ['?Action=AssumeRole', 'InvalidAction'],
    ['?Action=AssumeRole&Version=2010-01-01', 'InvalidAction'],
    ['?Action=AssumeRoleWithSAML&Version=2011-06-15', 'InvalidAction'],
  ])('the query "%s" is refused as %s', async (query, code) => {
    await using endpoint = await startStsEndpoint();
    const answer = await fetch(`${endpoint.url}/${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  });

  test('the Date header goes by the clock of the server', async () => {
    await using endpoint = await startStsEndpoint({ now: () => Date.UTC(2026, 0, 1) });
    endpoint.clockOffsetMs = 1000;
    expect((await fetch(endpoint.url)).headers.get('date')).toBe('Thu, 01 Jan 2026 00:00:01 GMT');
  });

  test('a body that no call can have is too large', async () => {
    await using endpoint = await startStsEndpoint();
    const answer = await fetch(endpoint.url, { method: 'POST', body: 'x'.repeat(256 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(endpoint.calls).toEqual([]);
  });
});
