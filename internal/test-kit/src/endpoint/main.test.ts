import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Agent } from 'node:https';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { keysOf, ACCOUNT, assume, ROLE, whoAmI } from '../../test/sdk.js';
import { run } from '../run/run.js';
import { start } from '../run/start.js';
import type { StsEndpoint } from './sts-endpoint.js';

const MAIN = fileURLToPath(new URL('../../dist/endpoint/main.js', import.meta.url));

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('main.test.ts tests what was built: run `tsc -b internal/test-kit` first');
});

const options = { cwd: tmpdir(), timeoutMs: 20_000 };

test('it serves users and roles of a spec from a process of its own, and can be read from outside', async () => {
  const spec = {
    users: [{ name: 'ann' }],
    roles: [
      { arn: ROLE, trust: ACCOUNT },
      { arn: `${ROLE}2`, trust: '*' },
    ],
  };
  await using main = start(process.execPath, [MAIN], { ...options, input: JSON.stringify(spec) });
  const ready: StsEndpoint = JSON.parse(await main.waitForOutput(/\{.*\}\n/));
  const [ann] = ready.users;
  if (ann === undefined) throw new Error(`no user in ${main.output}`);
  const keys = await keysOf(assume(ready, ann, { RoleArn: `${ROLE}2` }));
  expect(await whoAmI(ready, keys)).toMatch(/assumed-role\/App2/);

  const calls: unknown = await (await fetch(`${ready.url}/_kit/calls`)).json();
  expect(calls).toMatchObject([{ action: 'AssumeRole', callerArn: ann.arn }, { action: 'GetCallerIdentity' }]);

  main.kill('SIGTERM');
  expect(await main.result).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a spec may ask for TLS, for sources, for providers and a quota', async () => {
  const spec = {
    tls: true,
    users: [{ name: 'ann' }],
    containers: [{ roleArn: ROLE }],
    identityProviders: [{ url: 'https://gitlab.com' }],
    quota: { requestsPerSecond: 1, burst: 2 },
  };
  await using main = start(process.execPath, [MAIN], { ...options, input: JSON.stringify(spec) });
  const ready: StsEndpoint = JSON.parse(await main.waitForOutput(/\{.*\}\n/));
  expect(ready).toMatchObject({ url: `https://127.0.0.1:${ready.port}`, sources: [{ kind: 'container', roleArn: ROLE }] });
  const [ann] = ready.users;
  if (ann === undefined) throw new Error(`no user in ${main.output}`);
  const trusting = { requestHandler: { httpsAgent: new Agent({ ca: ready.caPem }) } };
  expect(await whoAmI(ready, ann, trusting)).toBe(ann.arn);
});

test('it needs no spec', async () => {
  await using main = start(process.execPath, [MAIN], { ...options, input: '' });
  expect(JSON.parse(await main.waitForOutput(/\{.*\}\n/))).toMatchObject({ users: [] });
});

test('a spec that is none ends it with an error', async () => {
  const result = await run(process.execPath, [MAIN], { ...options, input: '{' });
  expect(result).toMatchObject({ exitCode: 1, stdout: '' });
  expect(result.stderr).toContain('SyntaxError');
});
