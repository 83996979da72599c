import { type AddressInfo, createServer } from 'node:net';
import { type HttpProxy, startProxy } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer, type Consumer } from './consumer.js';

const ARN = 'return (await core.openSession()).assumedRoleArn';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/orders/orders-dev-test`;
const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
const STS_HOST = 'sts.eu-central-1.amazonaws.com';

/** A consumer whose endpoint speaks TLS with a certificate that nobody knows; its authority lies in `ca.pem`. */
async function secure(hosts?: string[]): Promise<Consumer> {
  const c = await consumer({ endpoint: { tls: hosts === undefined ? true : { hosts } } });
  await c.project.write('ca.pem', c.sts.caPem ?? '');
  return c;
}

describe('own authorities', () => {
  const forms: [string, (pem: string) => Record<string, string>][] = [
    ['ca', (pem) => ({ ca: pem })],
    ['HTTPS_CA, with \\n for new lines', (pem) => ({ HTTPS_CA: pem.replaceAll('\n', String.raw`\n`) })],
    ['https_ca, several with commas', (pem) => ({ https_ca: `${pem},${pem}` })],
    ['cafile', () => ({ cafile: 'ca.pem' })],
    ['HTTPS_CAFILE, several with commas', () => ({ HTTPS_CAFILE: 'ca.pem, ca.pem' })],
    ['https_cafile', () => ({ https_cafile: 'ca.pem' })],
    ['AWS_CA_BUNDLE', () => ({ AWS_CA_BUNDLE: 'ca.pem' })],
    ['NODE_EXTRA_CA_CERTS, as ever', () => ({ NODE_EXTRA_CA_CERTS: 'ca.pem' })],
  ];
  test.each(forms)('by %s', async (_form, env) => {
    await using c = await secure();
    expect(await c.script(ARN, env(c.sts.caPem ?? ''))).toMatchObject({ value: SESSION, error: undefined });
  });

  test('are what an untrusted certificate asks for', async () => {
    await using c = await secure();
    const { error } = await c.script(ARN);
    expect(error).toMatchObject({ code: 'STS_UNREACHABLE', hint: expect.stringContaining('HTTPS_CAFILE') });
  });

  test("take the place of Node's own: who names another is not trusted by those", async () => {
    await using c = await secure();
    await using other = await secure();
    const env = { NODE_EXTRA_CA_CERTS: 'ca.pem', ca: other.sts.caPem ?? '' };
    expect((await c.script(ARN, env)).error?.code).toBe('STS_UNREACHABLE');
  });

  test('count from a .env file, and for source profiles too', async () => {
    await using c = await secure();
    await c.project.write('serverless.yml', `useDotenv: true\n${await c.project.read('serverless.yml')}`);
    await c.project.write('.env', 'HTTPS_CAFILE=ca.pem\n');
    const base = `arn:aws:iam::${ACCOUNT}:role/base`;
    c.sts.addRole({ arn: base, trust: c.user.arn, policy: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } });
    c.sts.setTrust('arn:aws:iam::222222222222:role/app/orders', base);
    await c.project.write('config', `[profile top]\nrole_arn = ${base}\ncredential_source = Environment\n`);
    expect(await c.script(ARN, { AWS_PROFILE: 'top', AWS_CONFIG_FILE: 'config' })).toMatchObject({ value: SESSION, error: undefined });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a file that is not there', { HTTPS_CAFILE: 'ca.pem,none.pem' }, /none\.pem \(from HTTPS_CAFILE\) cannot be read: ENOENT/],
    ['a folder', { AWS_CA_BUNDLE: '.' }, /\(from AWS_CA_BUNDLE\) cannot be read: EISDIR/],
    ['a file of something else', { cafile: 'package.json' }, /package\.json \(from cafile\) is not a certificate in PEM/],
    ['a certificate that is cut', { cafile: 'cut.pem' }, /cut\.pem \(from cafile\) is not a certificate in PEM/],
    ['a text that is none', { ca: 'canary-text' }, /The value of ca is not a certificate in PEM/],
  ])('that are %s are an error that names variable and file', async (_what, env, message) => {
    await using c = await secure();
    await c.project.write('cut.pem', (c.sts.caPem ?? '').replace(/\n.{20}/, '\n'));
    for (const more of [{}, { ...NO_KEYS, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1' }]) {
      const { error } = await c.script(ARN, { ...more, ...env });
      expect(error).toMatchObject({ code: 'STS_CONNECTION_INVALID', message: expect.stringMatching(message) });
      expect(error?.everything).not.toContain('canary-text');
    }
    expect(c.sts.count()).toBe(0);
  });
});

describe('a proxy', () => {
  const forms: [string, (url: string) => Record<string, string>][] = [
    ['proxy', (url) => ({ proxy: url })],
    ['HTTPS_PROXY', (url) => ({ HTTPS_PROXY: url })],
    ['https_proxy', (url) => ({ https_proxy: url })],
    ['HTTP_PROXY alone', (url) => ({ HTTP_PROXY: url })],
    ['http_proxy alone', (url) => ({ http_proxy: url })],
    ['HTTPS_PROXY without http://', (url) => ({ HTTPS_PROXY: url.replace('http://', '') })],
    ['HTTPS_PROXY before HTTP_PROXY', (url) => ({ HTTPS_PROXY: url, HTTP_PROXY: 'http://127.0.0.1:1' })],
  ];
  test.each(forms)('named by %s is what AWS is reached through, with user and password', async (_form, env) => {
    await using c = await secure([STS_HOST]);
    await using proxy = await startProxy({
      user: 'ann',
      password: 'p@ss:w/rd%',
      routes: { [`${STS_HOST}:443`]: `127.0.0.1:${c.sts.port}` },
    });
    const outcome = await c.script(ARN, { AWS_ENDPOINT_URL_STS: undefined, cafile: 'ca.pem', DEBUG: '*', ...env(proxy.url) });
    expect(outcome).toMatchObject({ value: SESSION, error: undefined });
    expect(proxy.requests).toEqual([{ method: 'CONNECT', host: `${STS_HOST}:443`, user: 'ann', answer: 'forwarded' }]);
    for (const secret of ['p@ss', 'p%40ss', Buffer.from('ann:p@ss:w/rd%').toString('base64')])
      expect(outcome.result.all).not.toContain(secret);
  });

  test('is asked for a tunnel where the endpoint speaks http too', async () => {
    await using c = await consumer();
    await using proxy = await startProxy({ user: 'ann', password: 'secret' });
    expect(await c.script(ARN, { HTTP_PROXY: proxy.url })).toMatchObject({ value: SESSION });
    expect(proxy.requests).toEqual([{ method: 'CONNECT', host: new URL(c.sts.url).host, user: 'ann', answer: 'forwarded' }]);
  });

  test.each([
    ['127.0.0.1', true],
    ['example.com, 127.0.0.1', true],
    ['*', true],
    ['127.0.0.1:<port>', true],
    ['127.0.0.1:1', false],
    ['example.com', false],
    ['7.0.0.1', false],
  ])('is left alone for what NO_PROXY=%s names: %s', async (list, isLeftOut) => {
    await using c = await consumer();
    await using proxy = await startProxy();
    const NO_PROXY = list.replace('<port>', String(c.sts.port));
    expect(await c.script(ARN, { HTTP_PROXY: proxy.url, NO_PROXY })).toMatchObject({ value: SESSION });
    expect(proxy.requests).toHaveLength(isLeftOut ? 0 : 1);
  });

  test('is what the SSO portal is reached through, in the region of the sign-in, and source profiles in their own', async () => {
    const hosts = ['portal.sso.eu-north-1.amazonaws.com', 'sts.eu-west-3.amazonaws.com', STS_HOST];
    await using c = await secure(hosts);
    await using proxy = await startProxy({ routes: Object.fromEntries(hosts.map((host) => [`${host}:443`, `127.0.0.1:${c.sts.port}`])) });
    const sso = c.sts.addSso({ roleName: 'Developer', account: ACCOUNT, region: 'eu-north-1' });
    const policy = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } } as const;
    c.sts.removeRole(sso.roleArn);
    c.sts.addRole({ arn: sso.roleArn, trust: ACCOUNT, policy });
    const base = `arn:aws:iam::${ACCOUNT}:role/base`;
    c.sts.addRole({ arn: base, trust: ACCOUNT, policy });
    c.sts.setTrust('arn:aws:iam::222222222222:role/app/orders', ACCOUNT);
    for (const [file, text] of Object.entries(sso.homeFiles('dev'))) await c.project.write(`home/${file}`, text);
    const config = `[profile top]\nrole_arn = ${base}\nsource_profile = dev\nregion = eu-west-3\n${await c.project.read('home/.aws/config')}`;
    await c.project.write('home/.aws/config', config);
    const files = { HOME: c.project.path('home'), AWS_CONFIG_FILE: undefined, AWS_SHARED_CREDENTIALS_FILE: undefined };
    const env = { ...NO_KEYS, ...files, AWS_ENDPOINT_URL_STS: undefined, AWS_PROFILE: 'top', cafile: 'ca.pem', HTTPS_PROXY: proxy.url };
    expect(await c.script(ARN, env)).toMatchObject({ value: SESSION, error: undefined });
    expect(proxy.requests.map(({ host }) => host.replace(':443', ''))).toEqual(hosts);
  });

  const said = (proxy: HttpProxy): string => `The proxy ${proxy.bareUrl.replace(/\/$/, '')} (from HTTPS_PROXY)`;

  test.each([
    [407, 'STS_RESPONSE_INVALID', 'status 407'],
    [403, 'STS_RESPONSE_INVALID', 'web page (status 403)'],
    [200, undefined, ''],
  ] as const)('that answers %i by itself is told as such', async (status, code, message) => {
    for (const tls of [true, false]) {
      await using c = tls ? await secure() : await consumer();
      await using proxy = await startProxy({ user: 'ann', password: 'canary-password', answers: status });
      const outcome = await c.script(ARN, { cafile: tls ? 'ca.pem' : undefined, [tls ? 'HTTPS_PROXY' : 'HTTP_PROXY']: proxy.url });
      const { error } = outcome;
      expect(error?.message).toContain(proxy.bareUrl.replace(/\/$/, ''));
      if (code !== undefined) expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
      expect((error?.everything ?? '') + outcome.result.all).not.toContain('canary-password');
      expect(c.sts.count()).toBe(0);
    }
  });

  test('that wants a password and gets none, or a wrong one, is told as such', async () => {
    await using c = await secure();
    await using proxy = await startProxy({ user: 'ann', password: 'right' });
    for (const url of [proxy.bareUrl, proxy.url.replace('right', 'canary-wrong')]) {
      const { error } = await c.script(ARN, { cafile: 'ca.pem', HTTPS_PROXY: url });
      expect(error).toMatchObject({ code: 'STS_RESPONSE_INVALID', message: expect.stringContaining(said(proxy)) });
      expect(error?.everything).not.toContain('canary-wrong');
    }
    expect(proxy.requests.map(({ answer }) => answer)).toEqual([407, 407]);
  });

  test('that is silent is told in bounded time, with its name', async () => {
    await using c = await secure();
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const HTTPS_PROXY = `http://ann:canary-password@127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { error } = await c.script(ARN, { cafile: 'ca.pem', HTTPS_PROXY });
      expect(error).toMatchObject({ code: 'STS_UNREACHABLE', message: expect.stringContaining('through the proxy http://127.0.0.1:') });
      expect(error?.everything).not.toContain('canary-password');
    } finally {
      server.close();
    }
  });

  test('that is not there is told as such, for look-ups and source credentials too', async () => {
    await using c = await consumer();
    const proxy = { HTTP_PROXY: 'http://ann:canary-password@127.0.0.1:1' };
    const asks: [string, Record<string, string | undefined>][] = [
      ['the role', {}],
      ['the account', { STS_CONFIG: 'generated.yml' }],
      ['a web identity', { ...NO_KEYS, AWS_WEB_IDENTITY_TOKEN_FILE: 'package.json', AWS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/base` }],
    ];
    await c.project.write('generated.yml', 'service: orders\nprovider:\n  name: aws\nfunctions: { a: { handler: a.b } }\n');
    for (const [, env] of asks) {
      const { error } = await c.script(ARN, { ...proxy, ...env });
      expect(error).toMatchObject({
        code: 'STS_UNREACHABLE',
        message: expect.stringContaining('The proxy http://127.0.0.1:1 (from HTTP_PROXY) cannot be reached'),
      });
      expect(error?.everything).not.toContain('canary-password');
    }
  });

  test.each(['socks5://127.0.0.1:1', 'http://ann:canary-password@', 'http://ann:canary-password%@127.0.0.1:1', 'http://[canary-password'])(
    'named by %s is no proxy, and the value is not shown',
    async (url) => {
      await using c = await consumer();
      const { error } = await c.script(ARN, { HTTP_PROXY: url });
      expect(error).toMatchObject({ code: 'STS_CONNECTION_INVALID', message: expect.stringContaining('HTTP_PROXY') });
      expect(error?.everything).not.toContain('canary-password');
    },
  );

  test('has its libraries loaded only where it is named', async () => {
    await using c = await consumer();
    await using proxy = await startProxy();
    const loaded = `await core.openSession({ cache: false }); return Object.keys(require.cache).some((file) => file.includes('proxy-agent'))`;
    expect((await c.script(loaded)).value).toBe(false);
    expect((await c.script(loaded, { HTTP_PROXY: proxy.url })).value).toBe(true);
  });
});
