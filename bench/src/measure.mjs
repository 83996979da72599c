import { spawnSync } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';

const TIMEOUT_MS = 120_000;

/**
 * Lets every contender answer once for every file.
 * @throws when one fails, or finds something else than it should
 */
export function check(contenders, files) {
  for (const file of files) {
    for (const contender of contenders) {
      const { stdout } = start(contender, file, 'pipe');
      if (contender.answer === undefined) continue;
      const { role, region, stage } = read(contender, stdout);
      const [found, expected] = [{ role, region, stage }, file.expected].map((answer) => JSON.stringify(answer));
      if (found !== expected) throw new Error(`${contender.name} finds ${found} in the ${file.name} file, and should find ${expected}.`);
    }
  }
}

/**
 * Starts all of them in turns, so that whatever slows down the machine meets all alike. The first round warms up the caches
 * of the system and does not count.
 * @returns by file and contender, the milliseconds of each round
 */
export async function measure(contenders, files, { rounds, progress }) {
  const times = new Map(files.map(({ name }) => [name, new Map(contenders.map((contender) => [contender.name, []]))]));
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? 'Warming up' : `Round ${round} of ${rounds}`);
    for (const file of files) {
      for (const contender of contenders) {
        const { milliseconds } = start(contender, file, 'ignore');
        if (round > 0) times.get(file.name).get(contender.name).push(milliseconds);
      }
    }
    // Signals are only noticed between turns.
    await nextTurn();
  }
  return times;
}

function start({ name, args, env }, file, output) {
  const started = process.hrtime.bigint();
  const { status, signal, error, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: file.dir,
    env,
    stdio: ['ignore', output, output],
    timeout: TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  if (status === 0) return { milliseconds, stdout: String(stdout ?? '') };
  const how = error?.message ?? (signal === null ? `exit code ${status}` : `ended by ${signal}`);
  throw new Error(`${name} fails on the ${file.name} file: ${how}\n${stderr ?? ''}`.trimEnd());
}

function read({ name, answer }, output) {
  try {
    return answer(output);
  } catch (error) {
    throw new Error(`${name} prints no answer: ${output.slice(0, 200)}`, { cause: error });
  }
}
