// A container engine for the tests: `ensure` finds or starts one, `stop` ends the one that `ensure` started.
import { join } from 'node:path';
import { main, readArguments } from './lib/cli.mjs';
import { ensureEngine, stopEngine } from './lib/engine.mjs';
import { engineFolder } from './lib/engine-record.mjs';
import { Problem } from './lib/problem.mjs';

const USAGE = `node e2e/scripts/engine.mjs ensure|stop [--record FILE]
    ensure         use the engine that answers, or install (apt-get) and start one
    stop           end the engine that "ensure" started, and no other
    --record FILE  where its process id is kept (default: in a folder of yours below the temporary folder)`;

await main(async (signal) => {
  const { values, positionals } = readArguments({ allowPositionals: true, options: { record: { type: 'string' } } }, USAGE);
  const folder = engineFolder();
  const record = typeof values.record === 'string' ? values.record : join(folder, 'engine.json');
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const [command, ...rest] = positionals;
  if (rest.length === 0 && command === 'ensure') return ensureEngine({ folder, record, say, signal });
  if (rest.length === 0 && command === 'stop') return stopEngine({ record, say, signal });
  throw new Problem(`Say "ensure" or "stop", not "${positionals.join(' ')}".`, { hint: USAGE });
});
