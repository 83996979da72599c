import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { ACCOUNT, client, refusal, whoAmI } from '../../test/sdk.js';
import { startStsEndpoint } from '../endpoint/start-sts-endpoint.js';
import { seed } from '../project/seed.js';
import { run } from '../run/run.js';
import { createCertificate } from './create-certificate.js';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';

const trusting = (ca: string | undefined) => ({ requestHandler: { httpsAgent: new Agent({ ca }) } });

test('an endpoint with TLS is answered to who trusts its authority', async () => {
  await using endpoint = await startStsEndpoint({ tls: true });
  expect(endpoint.url).toBe(`https://127.0.0.1:${endpoint.port}`);
  const ann = endpoint.addUser({ name: 'ann' });
  expect(await whoAmI(endpoint, ann, trusting(endpoint.caPem))).toBe(ann.arn);
});

test('and to nobody else, also not with the authority of another', async () => {
  await using endpoint = await startStsEndpoint({ tls: true });
  const ann = endpoint.addUser({ name: 'ann' });
  for (const ca of [undefined, createCertificate(['localhost']).caPem]) {
    const call = client(endpoint, ann, trusting(ca)).send(new GetCallerIdentityCommand({}));
    expect((await refusal(call)).message).toMatch(/unable to verify the first certificate|self-signed certificate|signature failure/);
  }
  expect(endpoint.count()).toBe(0);
});

test('a process trusts it by NODE_EXTRA_CA_CERTS', async () => {
  await using endpoint = await startStsEndpoint({ tls: true });
  await using project = await seed({ 'ca.pem': endpoint.caPem ?? '' });
  const script = `process.stdout.write(String((await fetch('${endpoint.url}')).status))`;
  const ask = (env: Record<string, string>) => run(process.execPath, ['--input-type=module', '-e', script], { cwd: project.dir, env });
  expect(await ask({ NODE_EXTRA_CA_CERTS: `${project.dir}/ca.pem` })).toMatchObject({ exitCode: 0, stdout: '400' });
  expect((await ask({})).exitCode).toBe(1);
});

test('certificates are those of an authority and a server, for names and addresses', () => {
  const { caPem, certPem } = createCertificate(['localhost', '127.0.0.1', '::1', 'sts.eu-central-1.amazonaws.com']);
  const [ca, leaf] = [new X509Certificate(caPem), new X509Certificate(certPem)];
  expect([ca.ca, leaf.ca]).toEqual([true, false]);
  expect(leaf.verify(ca.publicKey)).toBe(true);
  expect(leaf.checkIssued(ca)).toBe(true);
  for (const ip of ['127.0.0.1', '::1']) expect(leaf.checkIP(ip)).toBe(ip);
  expect(leaf.checkHost('sts.eu-central-1.amazonaws.com')).toBeDefined();
  expect(leaf.checkHost('sts.amazonaws.com')).toBeUndefined();
});

test('an endpoint without TLS has no authority', async () => {
  await using endpoint = await startStsEndpoint({ users: [{ name: 'ann', account: ACCOUNT }] });
  expect(endpoint.caPem).toBeUndefined();
});

test('closing ends a connection that never shook hands', async () => {
  const endpoint = await startStsEndpoint({ tls: true });
  const socket = connect(endpoint.port, '127.0.0.1');
  await once(socket, 'connect');
  await endpoint.close();
  await once(socket.resume(), 'close');
});
