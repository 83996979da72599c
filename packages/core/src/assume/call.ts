import type { STSClient } from '@aws-sdk/client-sts';
import { isStsError, redact, StsError } from '../errors/index.js';
import { loadSdk, withoutNodeWarning } from '../loading/index.js';
import { RetryStrategy } from '../retries/index.js';
import { parseRoleArn } from '../target/index.js';
import { watchServerClock } from './server-clock.js';
import { isSessionOf } from './session-of.js';
import type { AssumeCall, AssumedRole, Clues } from './types.js';

/**
 * Calls AssumeRole once, or AssumeRoleWithWebIdentity, tried again as `RetryStrategy` says, and checks what comes back. The
 * only place that loads the STS
 * client, and only when called.
 * @throws every refusal of STS in its own code: see `diagnose`; `STS_RESPONSE_INVALID`, `STS_IDENTITY_MISMATCH`
 */
export async function callAssumeRole(call: AssumeCall): Promise<AssumedRole> {
  const { STSClient } = loadSdk('@aws-sdk/client-sts');
  const retryStrategy = new RetryStrategy(call);
  const client = withoutNodeWarning(
    () =>
      new STSClient({
        region: call.region,
        ...(call.webIdentity === undefined ? { credentials: call.source } : {}),
        requestHandler: call.requestHandler,
        retryStrategy,
        ...(call.endpoint === undefined ? {} : { endpoint: call.endpoint }),
      }),
  );
  const serverAhead = watchServerClock(client);
  try {
    return check(await send(client, call), call, serverAhead());
  } catch (error) {
    const last = retryStrategy.lastWord(error);
    throw isStsError(last) ? last : await explained(last, call);
  } finally {
    client.destroy();
  }
}

function send(client: STSClient, { request, webIdentity, signal }: AssumeCall): Promise<Answer> {
  const { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand } = loadSdk('@aws-sdk/client-sts');
  const options = { abortSignal: signal };
  if (webIdentity === undefined) return client.send(new AssumeRoleCommand(request), options);
  return client.send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: webIdentity.token }), options);
}

/** What it takes to explain a refusal is loaded only after one. */
async function explained(error: unknown, call: AssumeCall): Promise<StsError> {
  const { diagnose } = await import('./diagnose.js');
  let clues: Clues | undefined;
  try {
    clues = await call.clues?.();
  } catch {
    // The refusal is what matters.
  }
  return diagnose(error, { ...call, clues });
}

interface Answer {
  Credentials?:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
        Expiration?: Date | undefined;
      }
    | undefined;
  AssumedRoleUser?: { Arn?: string | undefined } | undefined;
}

/** A proxy's page with status 200 resolves too, without credentials. */
function check(answer: Answer, call: AssumeCall, serverAheadMs: number): AssumedRole {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  const arn = answer.AssumedRoleUser?.Arn;
  const complete = AccessKeyId && SecretAccessKey && SessionToken && Expiration && arn;
  if (!complete || Number.isNaN(Expiration.getTime())) {
    throw new StsError({
      code: 'STS_RESPONSE_INVALID',
      message: `${call.endpoint === undefined ? `The STS endpoint of ${call.region}` : redact(call.endpoint)} answered, but not with credentials: something else than STS is there.`,
      hint: 'Look for a proxy or a sign-in page between here and STS, and at AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS and STS_ENDPOINT.',
    });
  }
  // By the clock of this machine, which is what it will be held against here and in the tests.
  const expiration = new Date(Expiration.getTime() - serverAheadMs);
  return {
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration },
    assumedRoleArn: arn,
    accountId: checkIdentity(arn, call.request.RoleArn),
  };
}

function checkIdentity(assumedRoleArn: string, roleArn: string): string {
  const asked = parseRoleArn(roleArn, 'the request');
  if (isSessionOf(assumedRoleArn, asked)) return asked.accountId;
  throw new StsError({
    code: 'STS_IDENTITY_MISMATCH',
    message: `${roleArn} was asked for, and STS answered with credentials of ${assumedRoleArn}. They are not used.`,
    hint: 'Look at what answers: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS, STS_ENDPOINT, a proxy.',
  });
}
