import assert from 'node:assert/strict';
import { whoAmI } from '../src/who-am-i.js';

describe('create', () => {
  it('is run by the role of serverless.yml', async () => {
    assert.match(await whoAmI(), /^arn:aws:sts::222222222222:assumed-role\/checkout-dev\//);
  });
});
