import { findCommand, run } from './command.mjs';
import { RECIPE_LABEL, images } from './images.mjs';
import { describe } from './problem.mjs';

/** @import { EmulatorName } from './images.mjs' */

const ANSWER_LIMIT_MS = 15_000;

/**
 * Whether a container engine answers.
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ ok: true, version: string } | { ok: false, reason: string }>}
 */
export async function engineStatus(signal) {
  if (findCommand('docker') === undefined) return { ok: false, reason: 'the command "docker" is not installed' };
  try {
    const options = { timeoutMs: ANSWER_LIMIT_MS, signal };
    const { stdout, stderr } = await run('docker', ['info', '--format', '{{.ServerVersion}}'], options);
    const version = stdout.trim();
    // Some clients end with 0 although nobody answered.
    if (version === '') return { ok: false, reason: `no container engine answers: ${oneLine(stderr)}` };
    return { ok: true, version };
  } catch (error) {
    signal?.throwIfAborted();
    return { ok: false, reason: `no container engine answers: ${oneLine(describe(error))}` };
  }
}

/**
 * Whether the engine has an image.
 * @param {string} image
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ present: boolean, id?: string, recipe?: string }>} `recipe`: the label of an image built here
 */
export async function imageStatus(image, signal) {
  try {
    const options = { timeoutMs: ANSWER_LIMIT_MS, signal };
    const { stdout } = await run('docker', ['image', 'inspect', image], options);
    const [{ Id: id, Config }] = JSON.parse(stdout);
    const recipe = Config?.Labels?.[RECIPE_LABEL];
    return { present: true, id, ...(typeof recipe === 'string' ? { recipe } : {}) };
  } catch (error) {
    signal?.throwIfAborted();
    if (/no such image/i.test(describe(error))) return { present: false };
    throw error;
  }
}

/**
 * @typedef {{ name: EmulatorName, title: string, image: string } & ({ ok: true } | { ok: false, reason: string })} EmulatorStatus
 * `ok`: whether the tests against this emulator can run here; `reason`: one line, with what to do
 */

/**
 * Whether the tests against each of the emulators can run here.
 * @param {AbortSignal} [signal]
 * @returns {Promise<EmulatorStatus[]>}
 */
export async function emulatorStatuses(signal) {
  const engine = await engineStatus(signal);
  return Promise.all(
    Object.values(images).map(async ({ name, title, image }) => {
      const about = { name, title, image };
      if (!engine.ok) return { ...about, ok: false, reason: `${engine.reason}. Start one: node e2e/scripts/engine.mjs ensure` };
      const { present } = await imageStatus(image, signal);
      if (present) return { ...about, ok: true };
      return { ...about, ok: false, reason: `the engine has no image ${image}. Build it: node e2e/scripts/build-image.mjs` };
    }),
  );
}

/**
 * What keeps tests from running, each reason once.
 * @param {readonly EmulatorStatus[]} statuses
 * @returns {{ titles: string, reason: string }[]} `titles`: `LocalStack and LocalEmu`
 */
export function obstacles(statuses) {
  /** @type {Map<string, string[]>} */
  const titles = new Map();
  for (const status of statuses) {
    if (!status.ok) titles.set(status.reason, [...(titles.get(status.reason) ?? []), status.title]);
  }
  return [...titles].map(([reason, names]) => ({ titles: names.join(' and '), reason }));
}

/**
 * Whether the tests against the emulators must run: they may be left out on a developer's machine only.
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean}
 */
export function emulatorsRequired(env) {
  return env.CI === 'true' || env.STS_E2E === 'required';
}

/** @param {string} text */
function oneLine(text) {
  const lines = text.split('\n').map((line) => line.trim());
  return (lines.findLast((line) => line !== '') ?? 'no answer').replace(/[.?!]$/, '');
}
