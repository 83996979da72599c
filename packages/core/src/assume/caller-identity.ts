import { isStsError, redact, StsError } from '../errors/index.js';
import { loadSdk, withoutNodeWarning } from '../loading/index.js';
import { RetryStrategy } from '../retries/index.js';
import type { AssumeCall } from './types.js';

/** Who STS says that credentials belong to. */
export interface Identity {
  arn: string;
  accountId: string;
  userId: string | undefined;
}

/**
 * Asks STS whose the source credentials of a call are; no permission is needed for that.
 * @param call of which the request is not sent; its role is named in errors
 * @throws every refusal of STS in its own code: see `diagnose`; `STS_RESPONSE_INVALID`
 */
export async function callerIdentity(call: AssumeCall): Promise<Identity> {
  const { GetCallerIdentityCommand, STSClient } = loadSdk('@aws-sdk/client-sts');
  const { region, source, requestHandler, endpoint, signal } = call;
  const retryStrategy = new RetryStrategy(call);
  const settings = { region, credentials: source, requestHandler, retryStrategy, ...(endpoint === undefined ? {} : { endpoint }) };
  const client = withoutNodeWarning(() => new STSClient(settings));
  try {
    const { Arn, Account, UserId } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
    if (Arn && Account) return { arn: Arn, accountId: Account, userId: UserId };
  } catch (error) {
    const last = retryStrategy.lastWord(error);
    if (isStsError(last)) throw last;
    const { diagnose } = await import('./diagnose.js');
    throw diagnose(last, { ...call, clues: undefined });
  } finally {
    client.destroy();
  }
  throw new StsError({
    code: 'STS_RESPONSE_INVALID',
    message: `${endpoint === undefined ? `The STS endpoint of ${region}` : redact(endpoint)} answered, but not whose the credentials are: something else than STS is there.`,
    hint: 'Look for a proxy or a sign-in page between here and STS, and at AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS and STS_ENDPOINT.',
  });
}
