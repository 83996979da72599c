import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { cleanEnv, seed, startStsEndpoint } from '@sts/test-kit';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/orders-dev`;
const REGION = 'eu-central-1';
/** Far above the two seconds in which a start does not rely on what was written. */
const SETTLED_MS = 3000;
/** As people write it: the role is made of variables. */
const YML = `service: orders
provider:
  name: aws
  region: ${REGION}
  stage: \${opt:stage, 'dev'}
  iam:
    role: arn:aws:iam::\${self:custom.account}:role/orders-\${sls:stage}
custom:
  account: '${ACCOUNT}'
functions:
  create:
    handler: src/create.handler
`;

const SCRIPTS = { bare: 'bare', found: 'found', warm: 'ours', sdk: 'sdk', cold: 'ours' };

/**
 * A project, an STS endpoint in this process, and the contenders as fresh processes; names: `bare`, `found` (only the package is found), `warm` (the answer is in
 * the cache), `sdk`, `cold` (there is no cache).
 */
export async function world() {
  const endpoint = await startStsEndpoint();
  const user = endpoint.addUser({ name: 'developer', account: ACCOUNT });
  endpoint.addRole({ arn: ROLE, trust: user.arn });
  const project = await seed({ 'package.json': { name: 'bench' }, 'serverless.yml': YML });
  const seededAt = Date.now();
  const env = cleanEnv({
    AWS_ENDPOINT_URL_STS: endpoint.url,
    AWS_ACCESS_KEY_ID: user.accessKeyId,
    AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
    AWS_REGION: REGION,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ROLE,
  });
  const forget = () => rmSync(project.path('node_modules/.cache'), { recursive: true, force: true });
  const go = async (name, more, output) => {
    if (name === 'cold') forget();
    const calls = endpoint.count('AssumeRole');
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'contenders', `${SCRIPTS[name]}.cjs`)], {
      cwd: project.dir,
      env: { ...env, ...more },
      stdio: ['ignore', output, 'pipe'],
    });
    let text = '';
    child.stdout?.on('data', (data) => (text += data));
    child.stderr.on('data', (data) => (text += data));
    const [code] = await once(child, 'exit');
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    const asked = endpoint.count('AssumeRole') - calls;
    if (code !== 0) throw new Error(`${name} fails: ${text}`);
    if (asked !== Number(name === 'sdk' || name === 'cold')) throw new Error(`${name} asks STS ${asked} times.`);
    return { milliseconds, text };
  };
  return {
    names: Object.keys(SCRIPTS),
    /** All of them, until the project is no moment old: what was just written is not relied upon by the next start. */
    warmUp: async () => {
      do for (const name of ['cold', 'warm', 'sdk', 'bare']) await go(name, {}, 'ignore');
      while (Date.now() - seededAt < SETTLED_MS);
    },
    start: async (name) => {
      const { milliseconds } = await go(name, {}, 'ignore');
      // The next one is warm again, whatever stood before it.
      if (name === 'cold') await go('warm', {}, 'ignore');
      return milliseconds;
    },
    /** What each loads, and its memory. Another environment is another start: the second warm one is the first that was noted. */
    tell: async () => {
      const told = {};
      for (const name of ['cold', 'warm', 'warm', 'sdk', 'found', 'bare'])
        told[name] = JSON.parse((await go(name, { TELL: '1' }, 'pipe')).text);
      await go('warm', {}, 'ignore');
      return told;
    },
    [Symbol.asyncDispose]: async () => {
      await project.remove();
      await endpoint.close();
    },
  };
}
