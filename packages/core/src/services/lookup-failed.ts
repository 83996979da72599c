import { redact, StsError, toCause } from '../errors/index.js';
import type { SourceCredentials, SourcePlan } from '../source/index.js';

interface Question {
  service: string;
  what: string;
  permission: string;
}

/** Where it was asked, and as whom. */
interface Asked {
  region: string;
  plan: SourcePlan;
  credentials: SourceCredentials;
  endpoint: string | undefined;
  /** The proxy that it went through. */
  proxy: string | undefined;
}

/** The error for an answer that could not be had. */
export function lookupFailed(asked: Question, error: unknown, { region, plan, credentials, endpoint, proxy }: Asked): StsError {
  const secrets = [credentials.secretAccessKey, credentials.sessionToken ?? ''];
  const at = `${endpoint === undefined ? '' : `, endpoint ${redact(endpoint)}`}${proxy === undefined ? '' : `, through the proxy ${proxy}`}`;
  return new StsError({
    code: 'STS_LOOKUP_FAILED',
    message: `${asked.what} could not be had from ${asked.service} (${region}${at}): ${redact(reason(error), secrets)}`,
    hint: [
      `It was asked with the source credentials (from ${plan.from}), which need ${asked.permission}.`,
      'To do without: name the role itself, STS_ROLE_ARN=arn:aws:iam::<account>:role/<name>, or give a variable its value with the option variables.',
    ].join('\n'),
    cause: toCause(error, secrets),
  });
}

/** The error for an answer of something else than AWS. */
export function notAws(asked: { service: string; what: string }, endpoint: string | undefined, region: string): StsError {
  return new StsError({
    code: 'STS_RESPONSE_INVALID',
    message: `${asked.what} was asked of ${endpoint === undefined ? `${asked.service} in ${region}` : redact(endpoint)}, and what answered is not ${asked.service}.`,
    hint: 'Look for a proxy or a sign-in page between here and AWS, and at AWS_ENDPOINT_URL.',
  });
}

/** What the service says; what is not AWS has only a status, and the SDK's advice is for those who have its objects. */
function reason(error: unknown): string {
  const { name, message, code, Code, $metadata } = error as Record<string, unknown> & { $metadata?: { httpStatusCode?: number } };
  const words = [name, code, Code].find(
    (one) => typeof one === 'string' && !['Error', 'Unknown', 'UnknownError', 'SyntaxError'].includes(one),
  );
  const status = $metadata?.httpStatusCode;
  if (words === undefined && status !== undefined) return `the answer has the HTTP status ${status}, and is none of AWS.`;
  const text = String(message).split('\n')[0] ?? '';
  return words === undefined ? text : `${String(words)}: ${text}`;
}
