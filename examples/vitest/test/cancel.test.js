import { expect, test } from 'vitest';
import { whoAmI } from '../src/who-am-i.js';

test('cancel: the code is the role of serverless.yml', async () => {
  expect(await whoAmI()).toMatch(/^arn:aws:sts::222222222222:assumed-role\/invoices-dev\//);
});
