import { type AssumedRole, callAssumeRole, timeIsUp } from '../assume/index.js';
import { once, openFolder } from '../cache/index.js';
import { StsError } from '../errors/index.js';
import { loadSource } from '../source/index.js';
import { beforeEnd, type Deadline, startDeadline } from './deadline.js';
import type { Prepared } from './prepare.js';

/**
 * Assumes the role: one call for all who ask the same, and none where somebody has the answer by now.
 * @param elapsedMs of the time for the whole
 */
export async function assume(prepared: Prepared, refusalsSince: number, elapsedMs: number): Promise<AssumedRole> {
  const { timeoutMs } = prepared.options.values;
  const { region } = prepared.target;
  const { endpoint } = prepared;
  const deadline = startDeadline(Math.max(1, timeoutMs - elapsedMs));
  const tooLong = (what: string): StsError => new StsError(timeIsUp({ timeoutMs, region, endpoint }, what));
  try {
    return await once({
      folder: openFolder(prepared.folder),
      key: prepared.key,
      refusalsSince,
      signal: deadline.signal,
      waitedTooLong: () => tooLong('Another process was asked to assume the role and did not finish in time'),
      call: () => callOnce(prepared, deadline, tooLong),
    });
  } finally {
    deadline.stop();
  }
}

async function callOnce(prepared: Prepared, deadline: Deadline, tooLong: (what: string) => StsError): Promise<AssumedRole> {
  const { region } = prepared.target;
  const { timeoutMs } = prepared.options.values;
  const waiting = loadSource(prepared.source, region);
  const source = await beforeEnd(waiting, deadline, () => tooLong('The source credentials did not come in time'));
  return callAssumeRole({
    request: prepared.request,
    source,
    sourceFrom: prepared.source.from,
    region,
    endpoint: prepared.endpoint,
    generatedRole: prepared.target.generatedRole,
    clues: async () => (await import('./clues.js')).cluesOf(prepared),
    timeoutMs,
    signal: deadline.signal,
  });
}
