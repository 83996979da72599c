// All tests: static checks, unit and integration tests, e2e tests against LocalStack and LocalEmu, a cut of the matrix of
// consumer projects. Parts may be named: check unit e2e matrix.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './lib/build.mjs';
import { ROOT, run, tool } from './lib/command.mjs';
import { elapsed, say, step } from './lib/steps.mjs';

const PARTS = ['check', 'unit', 'e2e', 'matrix'];
const asked = process.argv.slice(2).filter((argument) => argument !== '--');
const unknown = asked.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.\n`);
  process.exit(2);
}
const wanted = asked.length === 0 ? PARTS : asked;
const reports = mkdtempSync(path.join(tmpdir(), 'sts-test-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

const rows = [];
let packed;
step('Building');
if ((await build()).code !== 0) rows.push({ part: 'build', passed: 0, failed: 1, skipped: 0, note: '' });
else {
  if (wanted.includes('check')) rows.push(await checks());
  if (wanted.includes('unit')) rows.push(await vitest('unit and integration', ROOT));
  // Side by side: the one waits for containers, the other for installations. What the matrix prints comes after.
  const cells = wanted.includes('matrix') ? matrix({ quiet: wanted.includes('e2e') }) : undefined;
  if (wanted.includes('e2e')) rows.push(await endToEnd());
  if (cells !== undefined) rows.push((await cells)());
}
summarise();

async function checks() {
  step('Checks: types, lint, format, packages, unused code');
  const { code } = await run(process.execPath, ['scripts/check.mjs']);
  return { part: 'checks', passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, note: '' };
}

async function endToEnd() {
  step('End to end: is there a container engine?');
  const { output } = await run(process.execPath, ['e2e/scripts/engine-status.mjs'], { quiet: true });
  const status = JSON.parse(output.slice(output.indexOf('{')));
  const notes = status.obstacles.map(({ titles, reason }) => `${titles}: ${reason}`);
  if (!status.ok && status.required) {
    for (const note of notes) say(`Required here (CI=true or STS_E2E=required), but not to be had. ${note}`);
    return { part: 'end to end', passed: 0, failed: 1, skipped: 0, note: notes.join('; ') };
  }
  for (const note of notes) say(`Tests are skipped. ${note}`);
  if (!(await pack())) return notPacked('end to end');
  const row = await vitest('end to end', path.join(ROOT, 'e2e'));
  return status.ok ? row : { ...row, note: `skipped: ${notes.join('; ')}` };
}

/** Prints what it did, and returns its row, when it is called. */
async function matrix({ quiet }) {
  const part = 'matrix';
  if (!(await pack())) return () => notPacked(part);
  const report = path.join(reports, `${part}.json`);
  const title = 'Matrix: consumer projects of every runner, pool, Node.js and package manager, in a cut';
  if (!quiet) step(title);
  const { code, output } = await run(process.execPath, ['matrix/src/main.ts', '--cut', '--packed', `--report=${report}`], { quiet });
  return () => {
    if (quiet) step(title);
    process.stdout.write(output);
    const counts = read(report);
    return { part, ...counts, failed: counts.failed === 0 && code !== 0 ? 1 : counts.failed, note: '' };
  };
}

/** Once for all parts that install what was packed. */
function pack() {
  packed ??= run(process.execPath, ['scripts/pack.mjs']).then(({ code }) => code === 0);
  return packed;
}

function notPacked(part) {
  return { part, passed: 0, failed: 1, skipped: 0, note: 'the packages could not be packed' };
}

async function vitest(part, cwd) {
  step(`Tests: ${part}`);
  const report = path.join(reports, `${part}.json`);
  const skipped = path.join(ROOT, 'scripts', 'lib', 'skipped-reporter.mjs');
  const args = ['run', '--reporter=default', `--reporter=${skipped}`, '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(tool('vitest'), args, { cwd });
  const counts = read(report);
  // A failing setup fails no test, and still nothing was shown.
  const failed = counts.failed === 0 && code !== 0 ? 1 : counts.failed;
  return { part, ...counts, failed, note: '' };
}

function read(report) {
  try {
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed, failed, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function summarise() {
  step(`Summary (${elapsed()})`);
  for (const { part, passed, failed, skipped, note } of rows) {
    say(`${part.padEnd(22)} ${passed} passed, ${failed} failed, ${skipped} skipped${note === '' ? '' : `  (${note})`}`);
  }
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
