import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import { whoAmI } from '../src/who-am-i.js';

When('the code asks AWS who it is', async function () {
  this.arn = await whoAmI();
});

Then('it is the role of serverless.yml', function () {
  assert.match(this.arn, /^arn:aws:sts::222222222222:assumed-role\/payments-dev\//);
});
