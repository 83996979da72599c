import { once } from 'node:events';
import { Agent as HttpAgent, request } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, whoAmI, type Keys } from '../../test/sdk.js';
import { startStsEndpoint } from '../endpoint/start-sts-endpoint.js';
import type { StsEndpoint } from '../endpoint/sts-endpoint.js';
import { startProxy } from './start-proxy.js';

const STS = 'sts.eu-central-1.amazonaws.com';

let endpoint: StsEndpoint;
let ann: Keys & { readonly arn: string };

beforeEach(async () => {
  endpoint = await startStsEndpoint({ tls: { hosts: [STS] } });
  ann = endpoint.addUser({ name: 'ann' });
});
afterEach(() => endpoint.close());

/** A client that goes through a proxy, by Node's own support for them. */
function through(url: string) {
  const proxyEnv = { HTTP_PROXY: url, HTTPS_PROXY: url };
  return { requestHandler: { httpAgent: new HttpAgent({ proxyEnv }), httpsAgent: new HttpsAgent({ proxyEnv, ca: endpoint.caPem }) } };
}

describe('a tunnel', () => {
  test('leads to the endpoint, and the proxy sees its address and no more', async () => {
    await using proxy = await startProxy();
    expect(await whoAmI(endpoint, ann, through(proxy.url))).toBe(ann.arn);
    const host = `127.0.0.1:${endpoint.port}`;
    expect(proxy.requests).toEqual([{ method: 'CONNECT', host, user: undefined, answer: 'forwarded' }]);
  });

  test('leads where a route says, so that the real address of STS can be asked', async () => {
    await using proxy = await startProxy({ routes: { [`${STS}:443`]: `127.0.0.1:${endpoint.port}` } });
    const sts = new STSClient({ region: 'eu-central-1', credentials: ann, maxAttempts: 1, ...through(proxy.url) });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(ann.arn);
    expect(proxy.requests).toMatchObject([{ host: `${STS}:443`, answer: 'forwarded' }]);
  });

  test('leads nowhere else', async () => {
    await using proxy = await startProxy();
    const sts = new STSClient({ region: 'eu-central-1', credentials: ann, maxAttempts: 1, ...through(proxy.url) });
    expect((await refusal(sts.send(new GetCallerIdentityCommand({})))).message).toContain('502');
    expect(proxy.requests).toMatchObject([{ host: `${STS}:443`, answer: 502 }]);
  });

  test('to a port where nobody listens is cut', async () => {
    await using proxy = await startProxy();
    const port = await startStsEndpoint().then(async (gone) => {
      await gone.close();
      return gone.port;
    });
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await text(socket)).toBe('');
  });
});

describe('a whole address', () => {
  test('is passed on with its body and its signature', async () => {
    await using plain = await startStsEndpoint();
    const bo = plain.addUser({ name: 'bo' });
    await using proxy = await startProxy();
    expect(await whoAmI(plain, bo, through(proxy.url))).toBe(bo.arn);
    expect(proxy.requests).toEqual([{ method: 'POST', host: `127.0.0.1:${plain.port}`, user: undefined, answer: 'forwarded' }]);
  });

  test('breaks off where the endpoint does', async () => {
    await using plain = await startStsEndpoint({ users: [{ name: 'bo' }] });
    const [bo = ann] = plain.users;
    await using proxy = await startProxy();
    for (const kind of ['cut', 'cut-midway'] as const) {
      plain.fault({ kind });
      await refusal(whoAmI(plain, bo, through(proxy.url)));
    }
    expect(await whoAmI(plain, bo, through(proxy.url))).toBe(bo.arn);
    expect(plain.calls.map(({ state }) => state)).toEqual(['cut', 'cut', 'answered']);
  });

  test.each(['/', 'ftp://localhost/', 'https://localhost/'])('%s is none', async (path) => {
    await using proxy = await startProxy();
    expect(await get(proxy.port, path)).toMatchObject({ status: 400, type: 'text/html' });
    expect(proxy.requests).toEqual([]);
  });
});

describe('Basic authentication', () => {
  test('lets in who has the password, also one with odd characters, and does not note it', async () => {
    await using proxy = await startProxy({ user: 'a nn', password: 'p@ss:w/ord' });
    expect(await whoAmI(endpoint, ann, through(proxy.url))).toBe(ann.arn);
    expect(proxy.requests).toMatchObject([{ user: 'a nn', answer: 'forwarded' }]);
    expect(JSON.stringify(proxy.requests)).not.toContain('p@ss');
  });

  test('keeps out who has none, or a wrong one', async () => {
    await using proxy = await startProxy({ user: 'ann', password: 'right' });
    for (const url of [proxy.bareUrl, proxy.url.replace('right', 'wrong')]) {
      expect((await refusal(whoAmI(endpoint, ann, through(url)))).message).toContain('407');
    }
    expect(proxy.requests.map(({ user, answer }) => [user, answer])).toEqual([
      [undefined, 407],
      ['ann', 407],
    ]);
    expect(endpoint.count()).toBe(0);
  });
});

describe('a proxy that answers by itself', () => {
  test.each([200, 403, 407] as const)('gives a page with status %i', async (status) => {
    await using proxy = await startProxy({ answers: status });
    const answer = await get(proxy.port, 'http://sts.amazonaws.com/');
    expect(answer).toMatchObject({ status, type: 'text/html', body: expect.stringContaining('<html>') });
    expect(answer.authenticate).toBe(status === 407 ? 'Basic realm="proxy"' : undefined);
    expect(proxy.requests).toMatchObject([{ method: 'GET', host: 'sts.amazonaws.com:80', answer: status }]);
  });

  test.each([200, 403, 407] as const)('opens no tunnel with status %i', async (status) => {
    await using proxy = await startProxy({ answers: status });
    await refusal(whoAmI(endpoint, ann, through(proxy.url)));
    expect(endpoint.count()).toBe(0);
    proxy.answers = 'forward';
    expect(await whoAmI(endpoint, ann, through(proxy.url))).toBe(ann.arn);
  });
});

test('closing ends tunnels, too, and twice is as good as once', async () => {
  const proxy = await startProxy();
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write(`CONNECT 127.0.0.1:${endpoint.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(socket, 'data');
  await proxy.close();
  await once(socket.resume(), 'close');
  await proxy.close();
});

async function get(port: number, path: string) {
  const sent = request({ port, host: '127.0.0.1', path }).end();
  const [answer] = await once(sent, 'response');
  return {
    status: answer.statusCode,
    type: answer.headers['content-type'],
    authenticate: answer.headers['proxy-authenticate'],
    body: await text(answer),
  };
}
