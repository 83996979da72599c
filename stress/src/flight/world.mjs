import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { createRequire } from 'node:module';
import { seed, start, startStsEndpoint } from '@sts/test-kit';

const require = createRequire(import.meta.url);
const CORE = path.dirname(require.resolve('@sts/core/package.json'));
const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app/orders`;
const FILES = {
  'package.json': { name: 'consumer' },
  'serverless.yml': `service: orders\nprovider:\n  name: aws\n  region: eu-central-1\n  iam:\n    role: ${ROLE}\n`,
  'home/.keep': '',
  'run/.keep': '',
  'ask.cjs': `const { openSession } = require('@sts/core');
const askedAt = Date.now();
openSession().then(
  ({ credentials }) => console.log(JSON.stringify({ key: credentials.accessKeyId, askedAt, answeredAt: Date.now() })),
  (error) => {
    console.log(JSON.stringify({ code: error.code, askedAt, answeredAt: Date.now() }));
    process.exitCode = 1;
  },
);
`,
};

/** A cold project, an endpoint of its own whose every AssumeRole takes `latencyMs`, and processes that ask for the role. */
export async function makeWorld({ latencyMs }) {
  const sts = await startStsEndpoint();
  const user = sts.addUser({ name: 'developer', account: ACCOUNT });
  sts.addRole({ arn: ROLE, trust: user.arn });
  sts.fault({ kind: 'latency', latencyMs, action: 'AssumeRole', times: 'always' });
  const project = await seed(FILES, { links: { '@sts/core': CORE } });
  await chmod(project.path('run'), 0o700);
  const env = {
    AWS_ACCESS_KEY_ID: user.accessKeyId,
    AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
    AWS_ENDPOINT_URL_STS: sts.url,
    XDG_RUNTIME_DIR: project.path('run'),
  };
  const home = project.path('home');
  return {
    sts,
    cacheDir: project.path('node_modules/.cache/sts'),
    /** Starts a process, named by a number, behind the words of `through` if there are any. */
    ask: (name, through = []) => {
      const [command, ...args] = [...through, process.execPath, 'ask.cjs'];
      const running = start(command, args, { cwd: project.dir, home, env: { ...env, AWS_SDK_UA_APP_ID: `p${name}` } });
      return { kill: () => running.kill('SIGKILL'), result: running.result.then(outcome) };
    },
    /** The AssumeRole calls so far, with the name of the process that made each. */
    calls: () => sts.calls.filter(({ action }) => action === 'AssumeRole').map((call) => ({ ...call, by: callerOf(call) })),
    async [Symbol.asyncDispose]() {
      await project.remove();
      await sts.close();
    },
  };
}

/** The name of the process that made a call: it stands in its user agent. */
export function callerOf({ userAgent }) {
  return Number(/\bapp\/p(\d+)/.exec(userAgent)?.[1] ?? Number.NaN);
}

function outcome({ exitCode, signal, stdout, all }) {
  try {
    return { exitCode, signal, all, ...JSON.parse(stdout) };
  } catch {
    return { exitCode, signal, all };
  }
}
