import { expect, test } from '@playwright/test';
import { whoAmI } from '../src/who-am-i.js';

test('read: the code is the role of serverless.yml', async () => {
  expect(await whoAmI()).toMatch(/^arn:aws:sts::222222222222:assumed-role\/storefront-dev\//);
});
