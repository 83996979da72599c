import type { ProjectFiles } from '@sts/test-kit';
import type { Example } from './consumer.js';
import { whoAmIFile } from './identities.js';

/** How many test files a consumer has. */
export const FILES = 6;

/** A way to run one runner. */
export interface RunnerMode {
  runner: 'jest' | 'vitest' | 'mocha';
  /** `worker processes`, `threads`, … */
  mode: string;
  command: readonly string[];
}

/** The ways that are proven. */
const RUNNER_MODES: readonly RunnerMode[] = [
  { runner: 'jest', mode: 'worker processes', command: ['jest', '--maxWorkers=2'] },
  { runner: 'jest', mode: 'worker threads', command: ['jest', '--maxWorkers=2', '--workerThreads'] },
  { runner: 'jest', mode: 'in band', command: ['jest', '--runInBand'] },
  { runner: 'vitest', mode: 'forks', command: ['vitest', 'run', '--pool=forks', '--maxWorkers=2'] },
  { runner: 'vitest', mode: 'threads', command: ['vitest', 'run', '--pool=threads', '--maxWorkers=2'] },
  { runner: 'mocha', mode: 'serial', command: ['mocha', '--require', '@sts/mocha'] },
  { runner: 'mocha', mode: 'parallel', command: ['mocha', '--require', '@sts/mocha', '--parallel', '--jobs=2'] },
];

/** One way of each runner, with worker processes. */
export const PROCESS_MODES: readonly RunnerMode[] = RUNNER_MODES.filter(({ mode }) =>
  ['worker processes', 'forks', 'parallel'].includes(mode),
);

const ALL = process.env['STS_RUNNERS'] === 'all';

/** What is shown each time: each runner with worker processes; with `STS_RUNNERS=all` in every way. The others are tested with the embedded endpoint. */
export const SHOWN_MODES: readonly RunnerMode[] = ALL ? RUNNER_MODES : PROCESS_MODES;

/** Of these one way, the one with a helper process; with `STS_RUNNERS=all` one of each runner. */
export const SAMPLE_MODES: readonly RunnerMode[] = ALL ? PROCESS_MODES : PROCESS_MODES.filter(({ runner }) => runner === 'jest');

const PACKAGES: Record<RunnerMode['runner'], Record<string, string>> = {
  jest: { '@sts/jest-env': '*', jest: '30.5.2' },
  vitest: { '@sts/vitest': '*', vitest: '5.1.1' },
  mocha: { '@sts/mocha': '*', mocha: '12.0.3' },
};

const CONFIG: Record<RunnerMode['runner'], ProjectFiles> = {
  jest: { 'jest.config.js': "module.exports = { testEnvironment: '@sts/jest-env', testMatch: ['**/test/*.cjs'] };\n" },
  vitest: {
    'vitest.config.mjs':
      "export default { test: { globalSetup: ['@sts/vitest'], globals: true, include: ['test/*.cjs'], testTimeout: 30_000 } };\n",
  },
  mocha: { '.mocharc.json': { spec: ['test/*.cjs'], timeout: 30_000 } },
};

/** A consumer's project for a runner: the role stands in its serverless.yml, with variables as people write them. */
export function exampleFor(runner: RunnerMode['runner'], role: { name: string; accountId: string }): Example {
  const specs = Array.from({ length: FILES }, (_, index) => [`test/orders-${index}.cjs`, spec(index)]);
  return exampleWith(runner, { 'serverless.yml': serverlessYml(role), ...Object.fromEntries(specs) });
}

/** A consumer's project for a runner, which takes all `test/*.cjs`; the same packages are installed in all of them. */
export function exampleWith(runner: RunnerMode['runner'], files: ProjectFiles): Example {
  return {
    devDependencies: {
      ...PACKAGES[runner],
      '@sts/core': '*',
      '@aws-sdk/client-sts': '3.1169.0',
      '@aws-sdk/client-sqs': '3.1169.0',
    },
    files: { ...CONFIG[runner], ...whoAmIFile, ...files },
  };
}

function serverlessYml({ name, accountId }: { name: string; accountId: string }): string {
  return `service: orders
provider:
  name: aws
  region: \${opt:region, 'eu-central-1'}
  iam:
    role: arn:aws:iam::\${self:custom.accounts.\${sls:stage}}:role/\${param:role}
custom:
  accounts:
    dev: '${accountId}'
params:
  default:
    role: ${name}
functions:
  unrelated:
    handler: src/unrelated.handler
    environment:
      KEY: \${ssm:/nobody/needs/this}
`;
}

/** Who am I, at the top level and in a test, and one real call as that role. */
function spec(index: number): string {
  return `const { CreateQueueCommand, SQSClient } = require('@aws-sdk/client-sqs');
const { whoAmI } = require('../who-am-i.cjs');

const atTopLevel = process.env.STS_ASSUMED_ROLE_ARN;

it('is the role, and may do what the role may', async () => {
  const arn = await whoAmI('test ${index}');
  if (arn !== atTopLevel) throw new Error('at the top level: ' + atTopLevel + ', in the test: ' + arn);
  const { QueueUrl } = await new SQSClient({}).send(new CreateQueueCommand({ QueueName: 'orders-${index}' }));
  if (!QueueUrl.includes(process.env.AWS_ACCOUNT_ID)) throw new Error('The queue is elsewhere: ' + QueueUrl);
});
`;
}
