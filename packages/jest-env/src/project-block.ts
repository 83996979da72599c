import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { childEnv, StsError } from '@sts/core/runner';
import { jestPackages } from './base-environment.js';
import { BLOCK_FD, type BlockAnswer, type BlockQuestion } from './block-protocol.js';
import type { EnvironmentConfig } from './environment-class.js';

/** Jest's configuration may start compilers. */
const TIMEOUT_MS = 60_000;

/**
 * `testEnvironmentOptions.sts` of a project whose test file has another in its docblock: Jest hands on the docblock's
 * alone, so its configuration is read once more, in a process of its own, for a constructor cannot wait.
 * @throws `STS_OPTIONS_INVALID` when it is not found: to do without it could take limits away
 */
export function projectBlock({ globalConfig, projectConfig }: EnvironmentConfig): unknown {
  const { id, rootDir } = projectConfig;
  const question: BlockQuestion = {
    id,
    rootDir,
    globalRootDir: globalConfig.rootDir,
    projects: globalConfig.projects.length,
    jestConfig: jestPackages('jest-config'),
  };
  const { JEST_WORKER_ID: _ofWorkers, ...env } = process.env;
  const result = spawnSync(process.execPath, [path.join(__dirname, 'read-project-block.js')], {
    input: JSON.stringify(question),
    env: childEnv(env),
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  const answer = parsed(String(result.output?.[BLOCK_FD]));
  if (answer?.found === true) return answer.block;
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message:
      'The docblock gives options under sts, and those of the project, to which they are added, could not be found: of both, Jest ' +
      `hands on the docblock's alone, and no configuration file in ${[...new Set([process.cwd(), globalConfig.rootDir, rootDir])].join(' or ')} ` +
      `is that of this project.${answer?.because === undefined ? '' : ` ${answer.because}`}`,
    hint: 'Keep the configuration in a file (jest.config.*, package.json, or one beside them that --config names), not on the command line.',
  });
}

function parsed(text: string): BlockAnswer | undefined {
  try {
    return JSON.parse(text) as BlockAnswer;
  } catch {
    return undefined;
  }
}
