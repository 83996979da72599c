import { openSessionIn, type SessionContext, type StsOptions, tools } from '@sts/core/runner';
import { withProgress } from '../../output.js';
import { check, type Finding, skipped } from './check.js';

/** STS refuses signatures that are older, or from the future by more. */
const CLOCK_MS = 5 * 60_000;

type Inspection = InstanceType<ReturnType<typeof tools>['Inspection']>;

/** Looks at everything on the way to the role, in order; what needs something that is wrong is not looked at. */
export async function* checkWayToRole(options: StsOptions, context: SessionContext): AsyncGenerator<Finding> {
  const inspection = new (tools().Inspection)(options, context);
  const configuration = await check('configuration', () => configurationOf(inspection));
  yield configuration;
  const role = configuration.status === 'ok' ? await check('role', () => roleOf(inspection)) : skipped('role', 'needs the configuration');
  yield role;
  const isKnown = role.status === 'ok';
  const planned = isKnown ? await check('source', async () => (await inspection.source()).text) : skipped('source', 'needs the role');
  const reached: { aheadMs?: number | undefined } = {};
  const endpoint = isKnown ? await check('endpoint', () => endpointOf(inspection, reached)) : skipped('endpoint', 'needs the region');
  const isReached = endpoint.status === 'ok';
  const source = planned.status === 'ok' && isReached ? await check('source', () => sourceOf(inspection)) : planned;
  yield source;
  yield endpoint;
  yield isReached ? await check('clock', () => clockOf(reached.aheadMs)) : skipped('clock', 'needs the endpoint');
  const lacks = [...(source.status === 'ok' ? [] : ['source credentials']), ...(isReached ? [] : ['the endpoint'])];
  yield lacks.length === 0
    ? await check('trust', () => trustOf(inspection, options, context))
    : skipped('trust', `needs ${lacks.join(' and ')}`);
}

async function configurationOf(inspection: Inspection): Promise<string | Omit<Finding, 'name'>> {
  const { values } = await inspection.options();
  if (!values.enabled) {
    return {
      status: 'problem',
      text: 'The packages are switched off (enabled is false): tests run as whoever starts them.',
      fix: 'Take STS_ENABLED=0 or enabled: false away.',
    };
  }
  return (await inspection.configFile()) ?? 'none; the options name the role';
}

async function roleOf(inspection: Inspection): Promise<string> {
  const { roleArn, region, stage } = await inspection.target();
  return `${roleArn} in ${region}, stage ${stage}`;
}

async function sourceOf(inspection: Inspection): Promise<string> {
  const { kind, text, from } = await inspection.source();
  if (kind === 'inherited') return text;
  // A token asks in place of credentials.
  if (kind === 'web-identity') return `${text} (from ${from})`;
  const { arn, keyId } = await withProgress('Asking STS whose the source credentials are', inspection.sourceIdentity());
  return `${text.replace(` ${keyId}`, '')} (from ${from}), key ${keyId}: ${arn}`;
}

async function endpointOf(inspection: Inspection, reached: { aheadMs?: number | undefined }): Promise<string> {
  const { url, aheadMs } = await withProgress('Reaching the endpoint', inspection.reach());
  reached.aheadMs = aheadMs;
  return `${url} can be reached`;
}

function clockOf(aheadMs: number | undefined): string | Omit<Finding, 'name'> {
  if (aheadMs === undefined) return { status: 'skipped', text: 'the endpoint does not tell the time' };
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const way = aheadMs > 0 ? 'behind' : 'ahead of';
  const text = seconds < 2 ? "as the endpoint's" : `${seconds} s ${way} the endpoint's`;
  if (Math.abs(aheadMs) < CLOCK_MS) return text;
  return {
    status: 'problem',
    text: `STS_CLOCK_SKEW: The clock of this machine is ${text}.`,
    fix: "Set it; in a container or virtual machine, its host's.",
  };
}

/** For real, and not from the cache. */
async function trustOf(inspection: Inspection, options: StsOptions, context: SessionContext): Promise<string> {
  const { kind } = await inspection.source();
  const session = await withProgress('Assuming the role', openSessionIn({ ...options, cache: false }, context));
  const { roleArn } = session.target;
  const { arn } = await inspection.identityOf(session.credentials, `the session of ${roleArn}`);
  return kind === 'inherited'
    ? `${arn}, as this process is already`
    : `assumed: ${arn}, until ${session.credentials.expiration.toISOString()}`;
}
