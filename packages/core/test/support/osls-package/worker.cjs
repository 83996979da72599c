'use strict';

/**
 * Runs `osls package` again and again in one process, which costs a tenth of a process for each. Started by
 * `osls-process.ts`; takes one question after the other, `{ dir, args, env }`, and answers
 * `{ ok: true, template, stage, region, stackName }` or `{ ok: false, message }`, with `spent: true` when the run may go
 * on behind its answer, so that this process must not be used again.
 *
 * The whole of osls runs, from the command line to the written template. Only what would end the process is caught:
 * its last steps (reporting the error, printing the deprecations) tell here that the run is over.
 */

const { readFileSync, rmSync } = require('node:fs');
const { join, sep } = require('node:path');

const osls = (path) => require.resolve(`osls/${path}`);
const SCRIPT = osls('scripts/serverless.js');
const HANDLE_ERROR = osls('lib/cli/handle-error');

const Serverless = require(osls('lib/serverless'));
// What osls keeps from one run to the next.
const resolveInput = require(osls('lib/cli/resolve-input'));
const { missingEnvVariables } = require(osls('lib/configuration/variables/sources/env'));
const deprecations = require(osls('lib/utils/log-deprecation'));

const home = process.cwd();
let settle;
let serverless;
let spent = false;

const run = Serverless.prototype.run;
Serverless.prototype.run = function () {
  serverless = this;
  return run.call(this);
};
require(HANDLE_ERROR);
require.cache[HANDLE_ERROR].exports = (error) => settle?.(error instanceof Error ? error : new Error(String(error)));
deprecations.printSummary = async () => settle?.();
process.exit = (code) => {
  const error = new Error(`process.exit(${code ?? ''})`);
  spent = true;
  settle?.(error);
  throw error;
};
// osls has a listener of its own in every run, which reports the error; what comes between two runs belongs to none.
process.on('uncaughtException', () => {
  spent = true;
});
const PERMANENT = new Set(process.rawListeners('uncaughtException'));

process.on('message', async (question) => {
  process.send({ ...(await answer(question)), spent });
});
// osls keeps a timer of an hour in a run that never ends.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

async function answer({ dir, args, env }) {
  try {
    await runOsls(dir, args, env);
    const provider = serverless.getProvider('aws');
    return {
      ok: true,
      template: JSON.parse(readFileSync(templateIn(dir), 'utf8')),
      stage: provider.getStage(),
      region: provider.getRegion(),
      stackName: provider.naming.getStackName(),
    };
  } catch (error) {
    return { ok: false, message: error.message };
  } finally {
    reset(dir);
  }
}

function templateIn(dir) {
  return join(dir, '.serverless', 'cloudformation-template-update-stack.json');
}

function runOsls(dir, args, env) {
  rmSync(templateIn(dir), { force: true });
  setEnvironment(env);
  process.chdir(dir);
  process.argv = [process.execPath, SCRIPT, 'package', ...args];
  return new Promise((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error));
    delete require.cache[SCRIPT];
    require(SCRIPT);
    // The script asks for every frame of every error, and many are made on the way.
    Error.stackTraceLimit = 10;
  });
}

function reset(dir) {
  settle = undefined;
  serverless = undefined;
  process.chdir(home);
  process.exitCode = undefined;
  resolveInput.clear();
  missingEnvVariables.clear();
  deprecations.triggeredDeprecations.clear();
  for (const event of process.eventNames()) {
    if (event !== 'uncaughtException' && !String(event).startsWith('SIG')) continue;
    for (const listener of process.rawListeners(event)) if (!PERMANENT.has(listener)) process.removeListener(event, listener);
  }
  for (const file of Object.keys(require.cache)) if (file.startsWith(dir + sep)) delete require.cache[file];
}

function setEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  Object.assign(process.env, env);
}
