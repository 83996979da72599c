import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { RUNNERS } from '@sts/runners';
import { RoleWorld, serverlessYml } from '@sts/runners/consumers';
import { cleanEnv, seed } from '@sts/test-kit';
import { CONTENDERS, projectFiles } from './contenders.mjs';

/**
 * A project for each runner, an STS endpoint in this process, and a way to start the contenders.
 * @param count how many test files each project has
 */
export async function world(count) {
  const roles = await RoleWorld.make();
  const yml = serverlessYml(roles.addRole('orders'));
  const temporary = await seed({}, { name: 'temporary files' });
  const projects = new Map();
  for (const runner of RUNNERS.filter(({ id }) => CONTENDERS.some((contender) => contender.runner === id))) {
    projects.set(runner.id, { runner, project: await roles.project(runner, { 'serverless.yml': yml, ...projectFiles(count) }) });
  }
  const env = cleanEnv(roles.env({ TMPDIR: temporary.dir }));
  return {
    versionOf: ({ runner }) => projects.get(runner).runner.version,
    /** Our cached answer goes; what the runner keeps stays. */
    forget: ({ runner }) => rmSync(projects.get(runner).project.path('node_modules/.cache/sts'), { recursive: true, force: true }),
    /** Runs it once, and tells wall-clock and CPU milliseconds. @throws when it fails, or asks STS as often as it should not */
    run: async ({ name, runner, args }, way, expectedCalls) => {
      const { runner: started, project } = projects.get(runner);
      const calls = roles.sts.count('AssumeRole');
      const cpu = childrenCpu();
      const began = process.hrtime.bigint();
      const child = spawn(process.execPath, [started.bin, ...args(way)], { cwd: project.dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text = `${text}${data}`.slice(-4000)));
      const [code] = await once(child, 'close');
      const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
      const asked = roles.sts.count('AssumeRole') - calls;
      if (code !== 0) throw new Error(`${name}, ${way}, fails (exit code ${code}):\n${text}`);
      if (asked !== expectedCalls) throw new Error(`${name}, ${way}, asks STS ${asked} times, and should ${expectedCalls} times.`);
      return { milliseconds, cpu: cpu === undefined ? undefined : childrenCpu() - cpu };
    },
    [Symbol.asyncDispose]: async () => {
      await temporary.remove();
      await roles[Symbol.asyncDispose]();
    },
  };
}

/**
 * CPU milliseconds of all processes that this one has waited for, and those that they have (`proc_pid_stat(5)`; a tick is
 * 10 ms). Other work on the machine disturbs it less than the clock. Only Linux tells.
 */
function childrenCpu() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return undefined;
  }
}
