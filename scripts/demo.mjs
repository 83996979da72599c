// The main job, shown: three example projects run their tests as the role in their serverless.yml, on an embedded STS.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './lib/build.mjs';
import { ROOT } from './lib/command.mjs';
import { say, step } from './lib/steps.mjs';

const ACCOUNT = '222222222222';
const EXAMPLES = [
  {
    runner: 'Jest',
    folder: 'jest',
    role: 'orders-dev',
    args: (report) => ['--json', `--outputFile=${report}`, `--cacheDirectory=${report}.cache`],
    files: filesOfJest,
  },
  {
    runner: 'Vitest',
    folder: 'vitest',
    role: 'invoices-dev',
    args: (report) => ['run', '--reporter=json', `--outputFile=${report}`],
    files: filesOfJest,
  },
  {
    runner: 'Mocha',
    folder: 'mocha',
    role: 'shipments-dev',
    args: (report) => ['--reporter=json', `--reporter-option=output=${report}`],
    files: filesOfMocha,
  },
];

const BINS = { jest: 'bin/jest.js', vitest: 'vitest.mjs', mocha: 'bin/mocha.js' };
const reports = mkdtempSync(path.join(tmpdir(), 'sts-demo-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

step('Building');
const built = await build({ quiet: true });
if (built.code !== 0) fail(built.output);

step('Starting an embedded STS endpoint, with a user who may do nothing but assume roles that trust her');
const { run, startStsEndpoint } = await import('../internal/test-kit/dist/index.js');
const sts = await startStsEndpoint();
const user = sts.addUser({ name: 'developer', account: ACCOUNT });
for (const { role } of EXAMPLES) sts.addRole({ arn: `arn:aws:iam::${ACCOUNT}:role/${role}`, trust: user.arn });
say(`${user.arn} at ${sts.url}`);

const rows = [];
for (const example of EXAMPLES) {
  rmSync(path.join(ROOT, 'examples', example.folder, 'node_modules', '.cache', 'sts'), { recursive: true, force: true });
  for (const expected of [1, 0]) rows.push(await runExample(example, expected));
}
await sts.close();

step('Who the tests were');
const head = {
  runner: 'runner',
  run: 'run',
  arn: 'the tests were',
  files: 'files',
  workers: 'worker processes',
  calls: 'AssumeRole calls',
};
const width = (key) => Math.max(...[head, ...rows].map((row) => String(row[key]).length));
for (const row of [head, ...rows])
  say(
    Object.keys(head)
      .map((key) => String(row[key]).padEnd(width(key)))
      .join('  '),
  );
process.stdout.write('\nOne AssumeRole for a whole run, none in the next one: its answer lies in node_modules/.cache/sts.\n');

async function runExample({ runner, folder, role, args, files }, expectedCalls) {
  const title = expectedCalls === 1 ? 'first run' : 'second run';
  step(`${runner}, ${title}`);
  sts.reset();
  const cwd = path.join(ROOT, 'examples', folder);
  // A report of its own for each run; Jest's cache beside it, or Jest remembers fast files and goes without workers.
  const report = path.join(reports, `${folder}-${expectedCalls}.json`);
  const workers = path.join(reports, `${folder}-${expectedCalls}.workers`);
  const env = {
    AWS_ACCESS_KEY_ID: user.accessKeyId,
    AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
    AWS_ENDPOINT_URL_STS: sts.url,
    NODE_OPTIONS: `--require=${JSON.stringify(path.join(ROOT, 'scripts', 'lib', 'note-worker.cjs'))}`,
    DEMO_WORKERS: workers,
  };
  const script = path.join(cwd, 'node_modules', folder, BINS[folder]);
  const result = await run(process.execPath, [script, ...args(report)], { cwd, env });
  if (result.exitCode !== 0) fail(result.all);
  const identities = sts.calls.filter(({ action }) => action === 'GetCallerIdentity').map(({ callerArn }) => callerArn);
  const arns = [...new Set(identities)];
  const row = {
    runner,
    run: title,
    arn: arns.join(', '),
    files: files(JSON.parse(readFileSync(report, 'utf8'))),
    workers: new Set(readFileSync(workers, 'utf8').trim().split('\n')).size,
    calls: sts.count('AssumeRole'),
  };
  const isRole = arns.length === 1 && arns[0]?.startsWith(`arn:aws:sts::${ACCOUNT}:assumed-role/${role}/`) === true;
  if (!isRole || row.calls !== expectedCalls) fail(`${JSON.stringify(row)}\n${result.all}`);
  say(`${row.files} test files in ${row.workers} worker processes passed as ${row.arn}; AssumeRole calls: ${row.calls}`);
  return row;
}

function filesOfJest({ testResults }) {
  return testResults.length;
}

function filesOfMocha({ passes }) {
  return new Set(passes.map(({ file }) => file)).size;
}

function fail(text) {
  process.stderr.write(`\nThe demo shows something else than it should:\n${text}\n`);
  process.exit(1);
}
