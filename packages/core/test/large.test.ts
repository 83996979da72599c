import { describe, expect, test } from 'vitest';
import { type Consumer, consumer, ROLE, YML } from './consumer.js';

/** Far more than what the role needs: such a file is cut at its keys, and parsed where it is needed. */
const FUNCTIONS = Array.from({ length: 400 }, (_, index) => `  f${index}:\n    handler: src/f${index}.handler\n    timeout: 30\n`).join('');
const LARGE = `${YML}functions:\n${FUNCTIONS}`;

const large = (yml: string = LARGE): Promise<Consumer> => consumer({ files: { 'serverless.yml': yml } });
const roleOf = async (c: Consumer, env: Record<string, string> = {}): Promise<string | undefined> => {
  const { value, error } = await c.script<string>('return (await core.resolveTarget()).roleArn', env);
  return value ?? error?.code;
};

describe('a large configuration', () => {
  test('that was found to be well-formed is remembered, for its owner alone, by its state and nothing else', async () => {
    await using c = await large();
    expect(await roleOf(c)).toBe(ROLE);
    const { value } = await c.script<[number, object]>(`
      const file = 'node_modules/.cache/sts/checked.json'; const fs = require('node:fs');
      return [fs.statSync(file).mode & 0o777, JSON.parse(fs.readFileSync(file, 'utf8'))]`);
    expect(value).toEqual([0o600, { [c.project.path('serverless.yml')]: expect.stringMatching(/^[\d ]+$/) }]);
    expect(await roleOf(c)).toBe(ROLE);
  });

  test('is checked anew when it has changed, be it with its size and time as before', async () => {
    await using c = await large();
    expect(await roleOf(c)).toBe(ROLE);
    await c.script(`const fs = require('node:fs'); const { atime, mtime } = fs.statSync('serverless.yml');
      fs.writeFileSync('serverless.yml', fs.readFileSync('serverless.yml', 'utf8').replace('  f9:', '  f8:'));
      fs.utimesSync('serverless.yml', atime, mtime);`);
    expect(await roleOf(c)).toBe('STS_CONFIG_INVALID');
  });

  test('that is broken where nobody looks is an error each time, and is not remembered', async () => {
    await using c = await large(`${LARGE}custom: [\n`);
    for (let time = 0; time < 2; time++) expect(await roleOf(c)).toBe('STS_CONFIG_INVALID');
    expect(await c.cacheFiles()).toEqual([]);
  });

  test.each([
    ['by the environment', LARGE, { STS_CACHE: '0' }],
    ['by custom.sts', `${LARGE}custom:\n  sts:\n    cache: false\n`, {}],
  ])('leaves nothing without a cache, %s', async (_how, yml, env) => {
    await using c = await large(yml);
    expect(await roleOf(c, env)).toBe(ROLE);
    expect(await c.cacheFiles()).toEqual([]);
  });
});
