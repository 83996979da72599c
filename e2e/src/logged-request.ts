/** One request as LocalStack logs it. */
export interface LoggedRequest {
  /** `sts`, `sqs`, … */
  service: string;
  /** `AssumeRole`, `GetCallerIdentity`, … */
  action: string;
  /** HTTP status. */
  status: number;
  /** The service's error code, when it refused. */
  error?: string;
}

// "… localstack.request.aws : AWS sts.AssumeRole => 200", with " (NoSuchEntity)" behind it when refused.
// LocalStack's calls to itself are logged by "localstack.request.internal.aws" and are not meant.
const LINE = /localstack\.request\.aws\s+: AWS ([\w-]+)\.(\w+) => (\d{3})(?: \(([^)]+)\))?/;

/** Reads one line of the container's log; `undefined` when it is about something else than a request to AWS. */
export function parseLoggedRequest(line: string): LoggedRequest | undefined {
  const [, service, action, status, error] = LINE.exec(line) ?? [];
  if (service === undefined || action === undefined || status === undefined) return undefined;
  return { service, action, status: Number(status), ...(error === undefined ? {} : { error }) };
}
