'use strict';
/* oxlint-disable no-console -- what is shown is what is searched */

// Asks for a session, shows all there is of the error in every way there is, and then ends by it as nobody catches it.
const { inspect } = require('node:util');
const core = require('@sts/core');
const runner = require('@sts/core/runner');

const context = { cwd: process.cwd(), env: process.env, optionsFrom: 'the options given', refusalsSince: performance.timeOrigin };
const options = JSON.parse(process.env.CANARY_OPTIONS ?? '{}');
const ask = process.env.CANARY_MODE === 'sync' ? async () => runner.openSessionSync(options, context) : () => core.openSession(options);

function show(error) {
  console.log(core.isStsError(error) ? error.code : 'FOREIGN');
  console.log(inspect(error, { showHidden: true, depth: null, getters: true }));
  console.log(`${error.message}\n${error.hint}`);
  console.log(runner.formatError(error), String(error), error.stack);
  console.log(JSON.stringify(error), JSON.stringify(Object.getOwnPropertyDescriptors(error)), inspect(structuredClone(error)));
  console.error(error);
}

ask().then(
  () => console.log('assumed'),
  (error) => {
    show(error);
    throw error;
  },
);
