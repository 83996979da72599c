import { createRequire } from 'node:module';
import { run, seed } from '@sts/test-kit';
import { expect, test } from 'vitest';
import { planSource } from '../src/source/plan.js';

/** Every way to name who asks that Serverless and we have in common, by a word for it. */
const WAYS: Readonly<Record<string, { env?: Record<string, string>; option?: string; provider?: string }>> = {
  option: { option: 'by-option' },
  stageProfile: { env: { 'AWS_PRE-PROD_PROFILE': 'by-stage' } },
  stageKeys: { env: { 'AWS_PRE-PROD_ACCESS_KEY_ID': 'stage-keys', 'AWS_PRE-PROD_SECRET_ACCESS_KEY': 'x' } },
  otherStage: { env: { AWS_DEV_ACCESS_KEY_ID: 'other-stage', AWS_DEV_SECRET_ACCESS_KEY: 'x' } },
  profile: { env: { AWS_PROFILE: 'by-variable' } },
  keys: { env: { AWS_ACCESS_KEY_ID: 'own-keys', AWS_SECRET_ACCESS_KEY: 'x' } },
  provider: { provider: 'by-provider' },
  defaultProfile: { env: { AWS_DEFAULT_PROFILE: 'by-default' } },
};
const PROFILES = ['default', 'by-option', 'by-stage', 'by-variable', 'by-provider', 'by-default'];

interface Case {
  env: Record<string, string>;
  option: string | undefined;
  provider: string | undefined;
}

/** Each set of them. */
const CASES: Case[] = Array.from({ length: 2 ** Object.keys(WAYS).length }, (_, bits) => {
  const ways = Object.values(WAYS).filter((_way, index) => (bits >> index) % 2 === 1);
  const last = (name: 'option' | 'provider'): string | undefined => ways.find((way) => way[name] !== undefined)?.[name];
  return {
    env: Object.assign({}, ...ways.map(({ env }) => env)) as Record<string, string>,
    option: last('option'),
    provider: last('provider'),
  };
});

const SCRIPT = `
  const { getAwsSdkV3CredentialsProvider } = require(${JSON.stringify(createRequire(import.meta.url).resolve('osls/lib/aws/credentials.js'))});
  (async () => {
    const before = { ...process.env };
    const answers = [];
    for (const { env, option, provider } of JSON.parse(require('node:fs').readFileSync(0, 'utf8'))) {
      for (const name of Object.keys(process.env)) delete process.env[name];
      Object.assign(process.env, before, env);
      const stub = { getStage: () => 'pre-prod', options: { 'aws-profile': option }, serverless: { service: { provider: { profile: provider } } } };
      answers.push((await getAwsSdkV3CredentialsProvider({ provider: stub })()).accessKeyId);
    }
    console.log(JSON.stringify(answers));
  })();`;

test('whoever asks is whom osls would ask as, for every set of ways to say it', async () => {
  await using home = await seed({
    credentials: PROFILES.map((name) => `[${name}]\naws_access_key_id = ${name}\naws_secret_access_key = x\n`).join(''),
  });
  const files = { HOME: home.dir, AWS_CONFIG_FILE: home.path('none'), AWS_SHARED_CREDENTIALS_FILE: home.path('credentials') };
  const { stdout, stderr } = await run(process.execPath, ['-e', SCRIPT], { cwd: home.dir, env: files, input: JSON.stringify(CASES) });
  expect(stderr).toBe('');
  const ours = CASES.map(({ env, option, provider }) => {
    const name = option ?? provider;
    const plan = planSource(
      { ...files, ...env },
      name === undefined ? undefined : { name, from: 'test' },
      option !== undefined,
      'pre-prod',
    );
    return plan.kind === 'keys' ? plan.credentials.accessKeyId : plan.kind === 'profile' ? plan.name : plan.kind;
  });
  expect(ours).toEqual(JSON.parse(stdout));
});
