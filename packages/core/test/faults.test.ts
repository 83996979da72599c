import type { FaultSpec } from '@sts/test-kit';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, consumer } from './consumer.js';

/** A process on a busy machine: its start, the loading of the SDK, its end. A bound, no speed. */
const PROCESS_MS = 8000;
/** Between the answer and the end of the process, which nothing may keep alive. */
const END_MS = 1000;

/** What comes of a fault: calls until success, or the code and the calls until then (at least so many with `more`). */
type Outcome = { calls: number } | { code: string; calls: number; more?: boolean };

interface Row {
  name: string;
  fault: FaultSpec;
  once: Outcome;
  twice: Outcome;
  always: Outcome;
  /** Time for the whole, where it is met always. */
  timeoutMs?: number;
}

const refusedAtOnce = (code: string): Pick<Row, 'once' | 'twice' | 'always'> => ({
  once: { code, calls: 1 },
  twice: { code, calls: 1 },
  always: { code, calls: 1 },
});
const threeAttempts = (code: string): Pick<Row, 'once' | 'twice' | 'always'> => ({
  once: { calls: 2 },
  twice: { calls: 3 },
  always: { code, calls: 3 },
});

const TEN_MINUTES = 600_000;
const ROWS: Row[] = [
  { name: 'a slow answer', fault: { kind: 'latency', latencyMs: 300 }, once: { calls: 1 }, twice: { calls: 1 }, always: { calls: 1 } },
  {
    name: 'an answer that is slower than one attempt waits',
    fault: { kind: 'latency', latencyMs: 60_000 },
    once: { calls: 2 },
    twice: { calls: 3 },
    always: { code: 'STS_TIMEOUT', calls: 3 },
  },
  {
    name: 'throttling',
    fault: { kind: 'throttling' },
    once: { calls: 2 },
    twice: { calls: 3 },
    always: { code: 'STS_THROTTLED', calls: 2, more: true },
    timeoutMs: 3000,
  },
  {
    name: 'throttling by its other name',
    fault: { kind: 'error', code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    once: { calls: 2 },
    twice: { calls: 3 },
    always: { code: 'STS_THROTTLED', calls: 2, more: true },
    timeoutMs: 3000,
  },
  { name: 'an internal failure', fault: { kind: 'internal-failure' }, ...threeAttempts('STS_SERVICE_FAILED') },
  { name: 'a service that is not available', fault: { kind: 'service-unavailable' }, ...threeAttempts('STS_SERVICE_FAILED') },
  {
    name: 'a failure that the SDK knows nothing of',
    fault: { kind: 'error', code: 'Strange', status: 507, message: 'Strange.' },
    ...threeAttempts('STS_SERVICE_FAILED'),
  },
  { name: 'a connection that is cut', fault: { kind: 'cut' }, ...threeAttempts('STS_UNREACHABLE') },
  { name: 'an answer that is cut in the middle', fault: { kind: 'cut-midway' }, ...threeAttempts('STS_UNREACHABLE') },
  { name: 'a page', fault: { kind: 'html' }, ...refusedAtOnce('STS_RESPONSE_INVALID') },
  { name: 'a page of a gateway', fault: { kind: 'html', status: 503 }, ...threeAttempts('STS_RESPONSE_INVALID') },
  { name: 'an empty answer', fault: { kind: 'empty' }, ...refusedAtOnce('STS_RESPONSE_INVALID') },
  { name: 'an empty answer with status 500', fault: { kind: 'empty', status: 500 }, ...threeAttempts('STS_SERVICE_FAILED') },
  { name: 'silence', fault: { kind: 'silent' }, ...threeAttempts('STS_TIMEOUT') },
  {
    name: 'silence for longer than there is time',
    fault: { kind: 'silent' },
    once: { code: 'STS_TIMEOUT', calls: 1 },
    twice: { code: 'STS_TIMEOUT', calls: 1 },
    always: { code: 'STS_TIMEOUT', calls: 1 },
    timeoutMs: 1500,
  },
  { name: 'a call that is held', fault: { kind: 'hold' }, ...threeAttempts('STS_TIMEOUT') },
  // The SDK sets its clock by what the server says, and right again it does not believe it.
  {
    name: 'a server ten minutes ahead',
    fault: { kind: 'clock', offsetMs: TEN_MINUTES },
    once: { code: 'STS_CLOCK_SKEW', calls: 2 },
    twice: { calls: 2 },
    always: { calls: 2 },
  },
  {
    name: 'a server ten minutes behind',
    fault: { kind: 'clock', offsetMs: -TEN_MINUTES },
    once: { code: 'STS_CLOCK_SKEW', calls: 2 },
    twice: { calls: 2 },
    always: { calls: 2 },
  },
  { name: 'a region that is switched off', fault: { kind: 'region-disabled' }, ...refusedAtOnce('STS_REGION_DISABLED') },
  {
    name: 'credentials of another role',
    fault: { kind: 'wrong-role', answeredRoleArn: `arn:aws:iam::${ACCOUNT}:role/other` },
    ...refusedAtOnce('STS_IDENTITY_MISMATCH'),
  },
  {
    name: 'a refusal that nobody knows',
    fault: { kind: 'error', code: 'NeverHeardOf', status: 400, message: 'No.' },
    ...refusedAtOnce('STS_REQUEST_REFUSED'),
  },
  {
    name: 'a refusal',
    fault: { kind: 'error', code: 'AccessDenied', status: 403, message: 'No.' },
    ...refusedAtOnce('STS_ACCESS_DENIED'),
  },
];

const OPEN = `let settledAt;
  process.once('exit', () => process.stderr.write('settled ' + (Date.now() - settledAt) + ' ms before the end'));
  try { return (await core.openSession()).accountId } finally { settledAt = Date.now() }`;

async function meet(fault: FaultSpec, times: FaultSpec['times'], timeoutMs: number | undefined, expected: Outcome): Promise<void> {
  await using c = await consumer();
  c.sts.fault({ ...fault, times: times ?? 1 });
  const { value, error, result } = await c.script(OPEN, { STS_TIMEOUT_MS: timeoutMs === undefined ? undefined : String(timeoutMs) });
  const calls = c.sts.count('AssumeRole');
  if ('code' in expected) expect(error).toMatchObject({ code: expected.code, isStsError: true });
  else expect([value, error]).toEqual([ACCOUNT, undefined]);
  if ('more' in expected && expected.more) expect(calls).toBeGreaterThanOrEqual(expected.calls);
  else expect(calls).toBe(expected.calls);

  expect(result.durationMs).toBeLessThan((timeoutMs ?? 30_000) + PROCESS_MS);
  expect(result).toMatchObject({ exitCode: 0, timedOut: false });
  const [, endedAfter] = /settled (\d+) ms before the end/.exec(result.stderr) ?? [];
  expect(Number(endedAfter)).toBeLessThan(END_MS);
  expect((await c.cacheFiles()).filter((file) => !/\/[0-9a-f]{40}(?:\.refused)?\.json$/.test(file))).toEqual([]);
}

describe.concurrent('within the time for the whole, and with nothing that keeps the process alive afterwards', () => {
  for (const { name, fault, once, twice, always, timeoutMs } of ROWS) {
    const outcome = (expected: Outcome): string => ('code' in expected ? expected.code : `got over in ${expected.calls} call(s)`);
    // What is got over takes the time that it takes by default, unless the time is what the row is about.
    const ample = fault.kind === 'silent' ? timeoutMs : undefined;
    test(`${name}, once: ${outcome(once)}`, () => meet(fault, 1, ample, once));
    test(`${name}, twice: ${outcome(twice)}`, () => meet(fault, 2, ample, twice));
    test(`${name}, always: ${outcome(always)}`, () => meet(fault, 'always', timeoutMs, always));
  }
});

test('throttled until the end of the time, whoever was asked says so, and so do all who waited for it', async () => {
  await using c = await consumer();
  c.sts.fault({ kind: 'throttling', times: 'always' });
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => c.script(OPEN, { STS_TIMEOUT_MS: '4000' })));
  expect(outcomes.map(({ error }) => error?.code)).toEqual(Array(4).fill('STS_THROTTLED'));
});

test('throttled and then silent until the time is up is throttled', async () => {
  await using c = await consumer();
  c.sts.fault({ kind: 'throttling' });
  c.sts.fault({ kind: 'silent', times: 'always' });
  const { error } = await c.script(OPEN, { STS_TIMEOUT_MS: '2500' });
  expect(error).toMatchObject({ code: 'STS_THROTTLED', message: expect.stringContaining('2500 ms') });
});

test('a process that gives up a call while it waits for the next attempt ends at once', async () => {
  await using c = await consumer();
  c.sts.fault({ kind: 'throttling', times: 'always' });
  const { result } = await c.script(`core.openSession().catch(() => {}); return 'asked'`, { STS_TIMEOUT_MS: '2000' });
  expect(result).toMatchObject({ exitCode: 0, timedOut: false });
  expect(result.durationMs).toBeLessThan(2000 + PROCESS_MS);
});
