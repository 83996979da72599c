import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installPackages } from './apt.mjs';
import { findCommand } from './command.mjs';
import { isRunning, processStartTime, readRecord, removeRecord, writeRecord } from './engine-record.mjs';
import { engineStatus } from './engine-status.mjs';
import { Problem } from './problem.mjs';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 200;

/** What the engine takes from Debian: command → package. debootstrap is for the image, in the same apt-get run. */
const COMMANDS = { docker: 'docker.io', dockerd: 'docker.io', debootstrap: 'debootstrap' };

const OTHERWISE = 'start a container engine yourself (Docker Desktop, a system service, DOCKER_HOST) and run this again';

/**
 * Makes sure that a container engine answers. One that does already is used as it is and not touched; otherwise
 * Debian's own is installed (when it is not there) and started.
 * @param {{ folder: string, record: string, say: (line: string) => void, signal?: AbortSignal | undefined }} options
 * `folder`: for the engine's output; `record`: the file for its process id
 * @returns {Promise<void>}
 * @throws {Problem} when there is none and none can be started
 */
export async function ensureEngine({ folder, record, say, signal }) {
  const there = await engineStatus(signal);
  if (there.ok) {
    const ours = readRecord(record);
    say(`A container engine answers (${there.version})${ours ? `, started by an earlier call (process ${ours.pid})` : ''}: using it.`);
    return;
  }
  say(`${there.reason}.`);
  if (process.env.DOCKER_HOST) {
    throw new Problem(`DOCKER_HOST is set (${process.env.DOCKER_HOST}), and nobody answers there.`, {
      hint: 'start that engine, or unset DOCKER_HOST',
    });
  }
  await installEngine(say, signal);
  const afterwards = await engineStatus(signal);
  if (afterwards.ok) return say(`The package started the engine as a service (${afterwards.version}): using it.`);

  const log = join(folder, 'dockerd.log');
  say(`Starting dockerd; its output goes to ${log}.`);
  const pid = await startEngine(log, record, signal);
  say(`The engine answers (process ${pid}).`);
}

/**
 * Ends the engine that `ensureEngine` started, by its process id, and no other.
 * @param {{ record: string, say: (line: string) => void, signal?: AbortSignal | undefined }} options
 * @returns {Promise<void>}
 * @throws {Problem} when it does not end
 */
export async function stopEngine({ record, say, signal }) {
  const ours = readRecord(record);
  if (ours === undefined) {
    removeRecord(record);
    return say('No engine of ours runs: nothing to stop.');
  }
  process.kill(ours.pid, 'SIGTERM');
  const ended = await until(() => !isRunning(ours), STOP_LIMIT_MS, signal);
  if (!ended) {
    throw new Problem(`The engine (process ${ours.pid}) did not end within ${STOP_LIMIT_MS / 1000} s.`, {
      hint: `see ${ours.log}, then end it: kill -9 ${ours.pid}`,
    });
  }
  removeRecord(record);
  say(`Stopped the engine (process ${ours.pid}).`);
}

/**
 * @param {(line: string) => void} say
 * @param {AbortSignal | undefined} signal
 */
async function installEngine(say, signal) {
  const missing = Object.entries(COMMANDS).filter(([command]) => findCommand(command) === undefined);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  say(`Installing ${packages.join(', ')} with apt-get.`);
  await installPackages(packages, { why: 'A container engine', otherwise: OTHERWISE, signal });
}

/**
 * @param {string} logFile
 * @param {string} record
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<number>} process id
 */
async function startEngine(logFile, record, signal) {
  if (process.getuid?.() !== 0) {
    throw new Problem('Starting dockerd takes root.', { hint: `run this with sudo, or ${OTHERWISE}` });
  }
  await until(() => !isEnding(), STOP_LIMIT_MS, signal);
  const log = openSync(logFile, 'w', 0o600);
  // A session of its own: it outlives this script and the terminal. Containers need no way out of this machine, and
  // many kernels have no masquerading, without which dockerd would not start.
  const child = spawn(findCommand('dockerd') ?? 'dockerd', ['--ip-masq=false', `--pidfile=${logFile}.${process.pid}.pid`], {
    detached: true,
    stdio: ['ignore', log, log],
    // It starts iptables, which is where not every user's shell looks.
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin` },
  });
  closeSync(log);
  /** @type {string | undefined} */
  let ended;
  child.once('error', (error) => (ended = `could not be started: ${error.message}`));
  child.once('exit', (code, name) => (ended = `ended with ${name ?? `code ${code}`}`));
  const { pid } = child;
  const startTime = pid === undefined ? undefined : processStartTime(pid);
  if (pid !== undefined && startTime !== undefined) writeRecord(record, { pid, startTime, log: logFile });

  try {
    const decided = await until(async () => ended !== undefined || (await engineStatus(signal)).ok, START_LIMIT_MS, signal);
    if (decided && ended === undefined && pid !== undefined) {
      child.unref();
      return pid;
    }
    throw new Problem(`dockerd ${ended ?? `did not answer within ${START_LIMIT_MS / 1000} s`}. Its last lines:\n\n${tail(logFile)}`, {
      hint: `the whole output is in ${logFile}. Missing rights and a kernel without overlay, bridge or iptables support are the usual reasons. Otherwise ${OTHERWISE}`,
    });
  } catch (error) {
    if (ended === undefined) child.kill('SIGTERM');
    removeRecord(record);
    throw error;
  }
}

/**
 * Whether an engine that does not answer (any more) still lives: its data are locked until it has ended. Its own note
 * of its process id outlives a crash, and the id may be somebody else's by then.
 * @returns {boolean}
 */
function isEnding() {
  try {
    const pid = readFileSync('/var/run/docker.pid', 'utf8').trim();
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'dockerd';
  } catch {
    return false;
  }
}

/**
 * Looks until `condition` holds or the time is over.
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} limitMs
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<boolean>} whether it held
 */
async function until(condition, limitMs, signal) {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (await condition()) return true;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
  return false;
}

/** @param {string} file */
function tail(file) {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines
    .slice(-15)
    .map((line) => `    ${line}`)
    .join('\n');
}
