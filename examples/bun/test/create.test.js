import { expect, test } from 'bun:test';
import { whoAmI } from '../src/who-am-i.js';

test('create: the code is the role of serverless.yml', async () => {
  expect(await whoAmI()).toMatch(/^arn:aws:sts::222222222222:assumed-role\/catalogue-dev\//);
});
