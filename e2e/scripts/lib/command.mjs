import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Problem } from './problem.mjs';

/** How much of a failed command's output its error shows. */
const TAIL_LINES = 25;
const KEPT_CHARACTERS = 200_000;
const KILL_AFTER_MS = 5_000;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; default: ours
 * @property {AbortSignal | undefined} [signal] ends the command and all that it started
 * @property {number} [timeoutMs] milliseconds until the command is ended
 * @property {string} [hint] what to do when it fails
 */

/**
 * Runs a command to its end and returns its output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ stdout: string, stderr: string }>}
 * @throws {Problem} when it cannot be started, ends with another code than 0, or is ended; with the output's last lines
 */
export async function run(command, args, options = {}) {
  const { child, done, stdout, stderr } = start(command, args, options);
  child.stdin.end();
  await done;
  return { stdout: stdout(), stderr: stderr() };
}

/**
 * `first | second`: runs both, fails when either fails, returns what the second one printed.
 * @param {readonly [command: string, ...args: string[]]} first
 * @param {readonly [command: string, ...args: string[]]} second
 * @param {RunOptions} [options]
 * @returns {Promise<string>}
 */
export async function pipe([first, ...firstArgs], [second, ...secondArgs], options = {}) {
  const from = start(first, firstArgs, { ...options, keepStdout: false });
  const to = start(second, secondArgs, options);
  from.child.stdin.end();
  // A broken pipe is a consequence: the command that broke it names the reason.
  const flow = pipeline(from.child.stdout, to.child.stdin).catch(() => undefined);
  const results = await Promise.allSettled([to.done, from.done, flow]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return to.stdout();
}

/**
 * Where a command stands, the system folders included that a person's PATH often leaves out.
 * @param {string} command
 * @returns {string | undefined}
 */
export function findCommand(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { keepStdout?: boolean }} options
 */
function start(command, args, { cwd, env, signal, timeoutMs, hint, keepStdout = true }) {
  signal?.throwIfAborted();
  // A group of its own: ending it ends what the command itself started too.
  const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: 'pipe', detached: true });
  const stdout = keepStdout ? collect(child.stdout) : () => '';
  const stderr = collect(child.stderr);
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([signal, timeout].filter((one) => one !== undefined));

  /** @param {string} reason @param {unknown} [cause] */
  const problem = (reason, cause) => {
    const tail = lastLines(`${stdout()}\n${stderr()}`);
    return new Problem(`${[command, ...args].join(' ')}\n${reason}${tail && `\n\n${tail}`}`, { hint, cause });
  };

  const done = /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const onAbort = () => endGroup(child);
      stop.addEventListener('abort', onAbort, { once: true });
      child.once('error', (error) => reject(problem(`could not be started: ${error.message}`, error)));
      child.once('close', (code, killedBy) => {
        stop.removeEventListener('abort', onAbort);
        if (code === 0) resolve();
        else if (signal?.aborted) reject(signal.reason);
        else if (timeout?.aborted) reject(problem(`did not end within ${Number(timeoutMs) / 1000} s and was stopped`));
        else reject(problem(killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`));
      });
    })
  );
  // Writing to a command that has ended is reported by the command's own end.
  child.stdin.on('error', () => undefined);
  return { child, done, stdout, stderr };
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  const { pid } = child;
  if (pid === undefined) return;
  const send = (/** @type {NodeJS.Signals} */ name) => {
    try {
      process.kill(-pid, name);
    } catch {
      // It ended by itself.
    }
  };
  send('SIGTERM');
  const timer = setTimeout(send, KILL_AFTER_MS, 'SIGKILL');
  child.once('close', () => clearTimeout(timer));
}

/**
 * @param {import('node:stream').Readable} stream
 * @returns {() => string} the text so far (its last part when there is very much)
 */
function collect(stream) {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => {
    text = (text + chunk).slice(-KEPT_CHARACTERS);
  });
  return () => text;
}

/** @param {string} text */
function lastLines(text) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-TAIL_LINES)
    .map((line) => `    ${line}`)
    .join('\n');
}
