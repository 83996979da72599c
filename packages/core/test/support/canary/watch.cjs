'use strict';

// Preloaded into every Node process of a run: notes the command and the arguments of each process that it starts.
const childProcess = require('node:child_process');
const { appendFileSync } = require('node:fs');

const note = (...words) => appendFileSync(process.env.CANARY_LOG, `${JSON.stringify(words)}\n`);
note(process.argv, process.execArgv);
const { spawn } = childProcess.ChildProcess.prototype;
childProcess.ChildProcess.prototype.spawn = function (options) {
  note(options.file, options.args);
  return spawn.call(this, options);
};
for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
  const original = childProcess[name];
  childProcess[name] = (...args) => {
    note(args[0], Array.isArray(args[1]) ? args[1] : []);
    return original(...args);
  };
}
