import { describe, expect, test } from 'vitest';
import { type Consumer, consumer } from './consumer.js';

/** A service whose values of git are seen in its stage and its explanation. */
async function repository(commands: readonly string[]): Promise<Consumer> {
  const c = await consumer();
  const git = 'git -c init.defaultBranch=main -c user.name=Ann -c user.email=ann@example.org';
  const script = ['init --quiet', ...commands].map((command) => `${git} ${command}`).join(' && ');
  const { result } = await c.script(`require('node:child_process').execSync(${JSON.stringify(script)}, { stdio: 'pipe' })`);
  if (result.exitCode !== 0) throw new Error(result.all);
  return c;
}

const COMMITTED = [
  'add serverless.yml',
  'commit --quiet -m "The first" -m "and its body"',
  'config user.name Ann',
  'config user.email ann@example.org',
];

/** The value of a variable, by the role that it makes. */
async function valueOf(c: Consumer, variable: string): Promise<string> {
  const yml = `provider:\n  role: arn:aws:iam::222222222222:role/x-${variable}\n`;
  const body = `require('node:fs').writeFileSync('other.yml', ${JSON.stringify(yml)}); return (await core.resolveTarget({ config: 'other.yml' })).roleArn`;
  const { value, error } = await c.script<string>(body);
  return value?.replace(/^.*?role\/x-/, '') ?? error?.code ?? '';
}

describe('git', () => {
  test('tells of branch, commit, author and state', async () => {
    await using c = await repository(COMMITTED);
    const commit = await valueOf(c, '${git:commit}');
    const sha1 = await valueOf(c, '${git:sha1}');
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(commit.startsWith(sha1) && sha1.length >= 7).toBe(true);
    expect(await valueOf(c, '${git:branch}')).toBe('main');
    expect(await valueOf(c, '${git:user}')).toBe('Ann');
    expect(await valueOf(c, '${git:email}')).toBe('ann@example.org');
    expect(await valueOf(c, '${git:describe}')).toBe(sha1);
    expect(await valueOf(c, '${git:tags}')).toBe(sha1);
    expect(await valueOf(c, '${git:isDirty}')).toBe('false');
    await c.script(`require('node:fs').appendFileSync('serverless.yml', '# more')`);
    expect(await valueOf(c, '${git:isDirty}')).toBe('true');
  });

  test('tells of tags', async () => {
    await using c = await repository([...COMMITTED, 'tag v1', 'tag v2']);
    expect(await valueOf(c, '${git:describeLight}')).toMatch(/^v[12]$/);
    // Two tags are joined by colons, which no name of a role may have.
    expect(await valueOf(c, '${git:tags}')).toBe('STS_ROLE_INVALID');
  });

  test('that cannot answer is an error, whatever the fallback', async () => {
    await using c = await consumer();
    expect(await valueOf(c, "${git:branch, 'main'}")).toBe('STS_VARIABLE_UNRESOLVED');
    expect(await valueOf(c, "${git:nothing, 'x'}")).toBe('STS_VARIABLE_INVALID');
  });
});
