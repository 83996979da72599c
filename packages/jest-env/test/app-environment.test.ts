import { RoleWorld } from '@sts/runners/consumers';
import { describe, expect, test } from 'vitest';
import { JESTS, jestConfig } from './support/consumer.js';

const SPEC = `
const atTop = process.env.TABLE;
test('has the variables of the code', () => {
  expect([atTop, process.env.TABLE, process.env.LEVEL, process.env.PASSWORD]).toEqual(['orders', 'orders', 'debug', undefined]);
  const kid = require('node:child_process').execFileSync(process.execPath, ['-p', 'process.env.TABLE'], { encoding: 'utf8' });
  expect(kid.trim()).toBe('orders');
});
`;

describe.for(JESTS)('$id', ({ runner }) => {
  test('the variables of the code are in every test file, and what is left out is told once', async () => {
    await using world = await RoleWorld.make();
    const yml = `service: orders
provider:
  name: aws
  iam: { role: '${world.addRole('orders')}' }
  environment: { TABLE: orders, LEVEL: info, PASSWORD: '\${ssm:/orders/password}' }
functions:
  create: { handler: a.b, environment: { LEVEL: debug } }
`;
    const specs = Object.fromEntries([0, 1, 2, 3].map((index) => [`spec-${index}.test.cjs`, SPEC]));
    const config = jestConfig({ testEnvironmentOptions: { sts: { environment: 'create' } } });
    const project = await world.project(runner, { 'serverless.yml': yml, ...config, ...specs });

    const result = await world.run(runner, project, ['--maxWorkers=2']);

    expect(result, result.all).toMatchObject({ exitCode: 0 });
    expect(result.all.match(/PASSWORD \(provider\.environment\.PASSWORD in serverless\.yml\) needs an answer of SSM/g)).toHaveLength(1);
    expect(world.sts.count('AssumeRole')).toBe(1);
  });
});
