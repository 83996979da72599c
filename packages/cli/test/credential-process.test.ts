import { createRequire } from 'node:module';
import { run } from '@sts/test-kit';
import { expect, test } from 'vitest';
import { CliWorld, STS } from './support/cli-world.js';

const SDK = createRequire(import.meta.url).resolve('@aws-sdk/client-sts');
const WHO = `const { STSClient, GetCallerIdentityCommand } = require(${JSON.stringify(SDK)});
new STSClient({}).send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn), ({ message }) => console.log('refused: ' + message));`;

/** Profiles in a home: `mine` with keys, `orders` with the command. */
async function withHome(line: string): Promise<{ world: CliWorld; env: Record<string, string | undefined>; home: string }> {
  const world = await CliWorld.make();
  await world.project.write(
    'home/.aws/config',
    `[profile mine]\naws_access_key_id = ${world.user.accessKeyId}\naws_secret_access_key = ${world.user.secretAccessKey}\n\n[profile orders]\nregion = eu-central-1\ncredential_process = "${process.execPath}" "${world.project.path('node_modules/@sts/cli/dist/bin.js')}" credential-process ${line}\n\n[profile through]\nregion = eu-central-1\nrole_arn = ${world.roleArn}\nsource_profile = orders\n`,
  );
  const home = world.project.path('home');
  const env = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_CONFIG_FILE: undefined,
    AWS_SHARED_CREDENTIALS_FILE: undefined,
  };
  return { world, env, home };
}

test('the standard output is version 1 of the form, and nothing else', async () => {
  await using world = await CliWorld.make();
  const result = await world.run(['credential-process']);
  const [issued] = world.sts.issued;
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(result.stdout)).toEqual({
    Version: 1,
    AccessKeyId: issued?.accessKeyId,
    SecretAccessKey: issued?.secretAccessKey,
    SessionToken: issued?.sessionToken,
    Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
  });
});

test('an SDK that is told to use the profile is the role', async () => {
  const { world, env, home } = await withHome('--profile mine');
  await using _ = world;
  const result = await run('node', ['-e', WHO], { cwd: world.project.dir, env: world.env({ ...env, AWS_PROFILE: 'orders' }), home });
  expect(result.stdout).toContain('arn:aws:sts::222222222222:assumed-role/orders/orders-dev-test');
});

test.for([
  ['AWS_PROFILE', 'orders'],
  ['AWS_PROFILE', 'through'],
  ['AWS_DEV_PROFILE', 'orders'],
])('%s=%s whose source is the command itself is told at once, and asks nobody', async ([name, profile]) => {
  const { world, env, home } = await withHome('');
  await using _ = world;
  const result = await world.run(['credential-process'], { env: { ...env, [String(name)]: profile }, home });
  expect(result, result.all).toMatchObject({ exitCode: 1, stdout: '' });
  expect(result.stderr).toContain('STS_SOURCE_LOOP: The source credentials are to come from the profile orders');
  expect(result.stderr).toContain('--profile <name>');
  expect(world.sts.count()).toBe(0);
});

test('a circle that does not show in the profile ends too', async () => {
  const { world, env, home } = await withHome('--profile mine');
  await using _ = world;
  await world.project.write('wrapper.sh', `exec '${process.execPath}' '${STS.replaceAll("'", String.raw`'\''`)}' credential-process\n`);
  await world.project.write('home/.aws/config', `[profile orders]\ncredential_process = sh wrapper.sh\n`);
  const result = await world.run(['credential-process'], { env: { ...env, AWS_PROFILE: 'orders' }, home });
  expect(result, result.all).toMatchObject({ exitCode: 1, stdout: '' });
  expect(result.stderr).toContain('STS_SOURCE_FAILED');
});

test('a refusal leaves the standard output empty', async () => {
  await using world = await CliWorld.make();
  for (const env of [{ STS_ENABLED: '0' }, { AWS_SECRET_ACCESS_KEY: 'wrong' }, { STS_CONFIG: 'nowhere.yml' }]) {
    const result = await world.run(['credential-process'], { env });
    expect(result).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^STS_(DISABLED|SIGNATURE_INVALID|CONFIG_NOT_FOUND): /) as string,
    });
  }
});
