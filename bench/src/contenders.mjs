import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { installServerless, SERVERLESS } from './serverless.mjs';

const require = createRequire(import.meta.url);

/** Those that are measured against each other; the bare Node is the baseline, ours have to be near it. */
export const BARE = 'bare Node';
export const OURS = 'ours: resolveTarget()';

/** What a process needs to run at all on any system; nothing else of this process's environment reaches a contender. */
const KEPT = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'SYSTEMROOT', 'PATHEXT', 'COMSPEC'];

/**
 * All contenders, in the order in which they run: arguments for Node, the environment, and how to read what they print
 * (none where nothing is answered).
 * @param folder for the home folder of the contenders, which some write to
 */
export async function contenders(folder, progress) {
  const { version } = require('osls/package.json');
  const osls = path.join(path.dirname(require.resolve('osls/package.json')), 'bin/serverless.js');
  const serverless = await installServerless(progress);
  const env = environment(folder);
  return [
    { name: BARE, args: ['-e', '0'] },
    { name: OURS, args: [script('ours')], answer: JSON.parse },
    { name: 'ours, with explanation.text', args: [script('ours-explained')], answer: JSON.parse },
    { name: `osls ${version} as a library`, args: [script('osls-library')], answer: JSON.parse },
    { name: `osls ${version} print`, args: [osls, 'print', '--format', 'json'], answer: printed },
    { name: `serverless ${SERVERLESS} print`, args: [serverless, 'print', '--format', 'json'], answer: printed },
  ].map((contender) => ({ ...contender, env }));
}

function script(name) {
  return path.join(import.meta.dirname, 'contenders', `${name}.cjs`);
}

function printed(output) {
  const { region, stage, iam } = JSON.parse(output).provider;
  return { role: iam.role, region, stage };
}

/** Without what would ask, report or look for news. */
function environment(folder) {
  const home = path.join(folder, 'home');
  mkdirSync(home);
  return {
    ...Object.fromEntries(KEPT.filter((name) => name in process.env).map((name) => [name, process.env[name]])),
    HOME: home,
    USERPROFILE: home,
    CI: '1',
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  };
}
