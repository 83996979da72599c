import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whoAmI } from '../src/who-am-i.js';

test('read: the code is the role of serverless.yml', async () => {
  assert.match(await whoAmI(), /^arn:aws:sts::222222222222:assumed-role\/returns-dev\//);
});
