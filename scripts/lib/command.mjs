import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the workspace. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

const WINDOWS = process.platform === 'win32';

/**
 * Runs a command in the workspace. Its output goes to the terminal, or with `quiet` into the result.
 * @returns exit code and, with `quiet`, the output
 */
export function run(command, args, { cwd = ROOT, env = process.env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell: WINDOWS,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** A tool of the workspace, by its name in node_modules/.bin. */
export function tool(name) {
  return path.join(ROOT, 'node_modules', '.bin', WINDOWS ? `${name}.cmd` : name);
}

/** The pinned pnpm, as command and first arguments: the version stands in the scripts of package.json. */
export function pnpm() {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const pinned = /pnpm@\d+\.\d+\.\d+/.exec(scripts.test)?.[0];
  if (pinned === undefined) throw new Error('The script "test" in package.json names no version of pnpm');
  return ['npx', ['--yes', pinned]];
}
