/** One request as LocalStack and LocalEmu log it. */
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

/** What LocalEmu says in its log, and not to the caller, when the caller's policies do not allow a request. */
export interface Denial {
  /** ARN of the caller. */
  caller: string;
  /** `sqs:CreateQueue` */
  action: string;
  /** ARN */
  resource: string;
  /** `no allowing policy` or `explicit deny` */
  because: string;
}

// "… localstack.request.aws : AWS sts.AssumeRole => 200", with " (NoSuchEntity)" behind it when refused.
// An emulator's calls to itself are logged by "localstack.request.internal.aws" and are not meant.
const REQUEST = /(?:localstack|localemu)\.request\.aws\s+: AWS ([\w-]+)\.(\w+) => (\d{3})(?: \(([^)]+)\))?/;

const DENIAL =
  /: IAM DENY: User: (?<caller>\S+) is not authorized to perform: (?<action>\S+) on resource: (?<resource>.+) because (?<because>.+)$/;

/** Reads one line of the container's log; `undefined` when it is about something else than a request to AWS. */
export function parseLoggedRequest(line: string): LoggedRequest | undefined {
  const [, service, action, status, error] = REQUEST.exec(line) ?? [];
  if (service === undefined || action === undefined || status === undefined) return undefined;
  return { service, action, status: Number(status), ...(error === undefined ? {} : { error }) };
}

/** Reads one line of the container's log; `undefined` when it tells of no denial. It stands above the request's own line. */
export function parseDenial(line: string): Denial | undefined {
  const { caller, action, resource, because } = DENIAL.exec(line.trimEnd())?.groups ?? {};
  if (caller === undefined || action === undefined || resource === undefined || because === undefined) return undefined;
  return { caller, action, resource, because };
}
