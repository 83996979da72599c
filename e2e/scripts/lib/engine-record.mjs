import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from './problem.mjs';

/**
 * @typedef {object} EngineRecord
 * @property {number} pid
 * @property {string} startTime the kernel's: tells the process from a later one with the same id
 * @property {string} log where its output goes
 */

/**
 * The folder of the engine that we start: its record and its output. Only we can write into it.
 * @returns {string}
 * @throws {Problem} when somebody else made it
 */
export function engineFolder() {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `sts-e2e-engine-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0) return folder;
  throw new Problem(`${folder} is not a folder of our own that nobody else can write to.`, {
    hint: 'see who made it, then remove it, or set TMPDIR to a folder of yours',
  });
}

/**
 * The engine that an earlier call started, when it still runs.
 * @param {string} file
 * @returns {EngineRecord | undefined}
 */
export function readRecord(file) {
  /** @type {EngineRecord} */
  let record;
  try {
    record = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  return isRunning(record) ? record : undefined;
}

/**
 * @param {string} file
 * @param {EngineRecord} record
 */
export function writeRecord(file, record) {
  writeFileSync(file, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** @param {string} file */
export function removeRecord(file) {
  rmSync(file, { force: true });
}

/**
 * Whether the recorded process itself still runs (and not another one that got its id).
 * @param {EngineRecord} record
 * @returns {boolean}
 */
export function isRunning({ pid, startTime }) {
  return processStartTime(pid) === startTime;
}

/**
 * When a process began, in the kernel's clock ticks; undefined when it is not there or has ended.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processStartTime(pid) {
  try {
    // The name stands in brackets and may hold blanks. After it: state (field 3) … start time (field 22).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
