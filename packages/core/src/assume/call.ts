import type { STSClient } from '@aws-sdk/client-sts';
import { StsError } from '../errors/index.js';
import { loadSdk, withoutNodeWarning } from '../loading/index.js';
import { RetryStrategy } from '../retries/index.js';
import { parseRoleArn } from '../target/index.js';
import { diagnose } from './diagnose.js';
import { isSessionOf } from './session-of.js';
import type { AssumeCall, AssumedRole } from './types.js';

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
        ...(call.source === undefined ? {} : { credentials: call.source }),
        requestHandler: call.requestHandler,
        retryStrategy,
        ...(call.endpoint === undefined ? {} : { endpoint: call.endpoint }),
      }),
  );
  try {
    return check(await send(client, call), call);
  } catch (error) {
    throw diagnose(retryStrategy.lastWord(error), call);
  } finally {
    client.destroy();
  }
}

function send(client: STSClient, { request, webIdentityToken, signal }: AssumeCall): Promise<Answer> {
  const { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand } = loadSdk('@aws-sdk/client-sts');
  const options = { abortSignal: signal };
  if (webIdentityToken === undefined) return client.send(new AssumeRoleCommand(request), options);
  return client.send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: webIdentityToken }), options);
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
function check(answer: Answer, call: AssumeCall): AssumedRole {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  const arn = answer.AssumedRoleUser?.Arn;
  const complete = AccessKeyId && SecretAccessKey && SessionToken && Expiration && arn;
  if (!complete || Number.isNaN(Expiration.getTime())) {
    throw new StsError({
      code: 'STS_RESPONSE_INVALID',
      message: `${call.endpoint ?? `The STS endpoint of ${call.region}`} answered, but not with credentials: something else than STS is there.`,
      hint: 'Look for a proxy or a sign-in page between here and STS, and at AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS and STS_ENDPOINT.',
    });
  }
  return {
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration },
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
