import { isStsError, redact, showKeyId, StsError, type StsErrorCode, toCause } from '../errors/index.js';
import { accessDenied } from './access-denied.js';
import { place, timeIsUp } from './time-is-up.js';
import type { AssumeCall } from './types.js';

/** What a failed call can tell about itself. */
interface Failure {
  name: string;
  message: string;
  /** Code of a network fault: `ECONNREFUSED`. */
  network: string | undefined;
  status: number | undefined;
  /** Set when the answer was a web page. */
  html: boolean;
}

interface Finding {
  code: StsErrorCode;
  message: string;
  hint: string;
}

/** Network faults that mean "nobody there", by Node's names. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'EPROTO',
  'ECONNABORTED',
]);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;

/** Turns what the SDK throws into an error of ours, in its own code, without secrets. */
export function diagnose(error: unknown, call: AssumeCall): StsError {
  if (isStsError(error)) return error;
  const { source } = call;
  const secrets = [source?.secretAccessKey, source?.sessionToken, call.webIdentityToken, call.request.TokenCode].map(
    (secret) => secret ?? '',
  );
  const failure = read(error);
  const timeUp = call.signal.aborted ? timeIsUp(call, 'STS did not answer in time') : undefined;
  const finding = refusal(failure, call) ?? timeUp ?? fault(failure, call);
  return new StsError({
    code: finding.code,
    message: redact(finding.message, secrets),
    hint: finding.hint,
    cause: toCause(error, secrets),
  });
}

/** What STS itself said. Names: the API's common errors and those of AssumeRole; both names of an expired token occur. */
function refusal(failure: Failure, call: AssumeCall): Finding | undefined {
  const who =
    call.source === undefined
      ? `the web identity (from ${call.sourceFrom})`
      : `the source credentials ${showKeyId(call.source.accessKeyId)} (from ${call.sourceFrom})`;
  const role = call.request.RoleArn;
  switch (failure.name) {
    case 'AccessDenied':
    case 'AccessDeniedException':
      return accessDenied(failure.message, call);
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
      return {
        code: 'STS_CREDENTIALS_INVALID',
        message: `STS does not know ${who}: ${failure.message}`,
        hint:
          call.source?.sessionToken === undefined
            ? 'The key may be deleted, inactive or mistyped, or belong to another partition.'
            : 'A session token is set beside the key: if the key is not a temporary one, unset AWS_SESSION_TOKEN.',
      };
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
      if (/expired|not yet current/i.test(failure.message)) return clockSkew(failure.message);
      return {
        code: 'STS_SIGNATURE_INVALID',
        message: `The secret of ${who} does not fit its key: STS could not verify the signature.`,
        hint: 'Set the secret again; look for a lost character, or a space or newline at its end.',
      };
    case 'RequestExpired':
    case 'RequestTimeTooSkewed':
    case 'RequestInTheFuture':
      return clockSkew(failure.message);
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return {
        code: 'STS_CREDENTIALS_EXPIRED',
        message: `${capital(who)} have expired.`,
        hint: 'Get new ones: sign in again (aws sso login), or unset AWS_SESSION_TOKEN if it is left over.',
      };
    case 'ValidationError':
    case 'ValidationException':
      return {
        code: 'STS_REQUEST_REFUSED',
        message: `STS refuses the request for ${role}: ${failure.message}`,
        hint: validationHint(failure.message),
      };
    case 'MalformedPolicyDocument':
    case 'MalformedPolicyDocumentException':
      return {
        code: 'STS_POLICY_INVALID',
        message: `STS finds the session policy malformed: ${failure.message}`,
        hint: 'Check sessionPolicy against the IAM policy grammar.',
      };
    case 'PackedPolicyTooLarge':
    case 'PackedPolicyTooLargeException':
      return {
        code: 'STS_POLICY_TOO_LARGE',
        message: `STS finds the session policy and tags too large: ${failure.message}`,
        hint: 'Use fewer statements, fewer or shorter tags, or managed policies: policyArns.',
      };
    case 'RegionDisabledException':
      return {
        code: 'STS_REGION_DISABLED',
        message: `STS is not enabled in ${call.region} for the account: ${failure.message}`,
        hint: 'Enable the region in the account settings of IAM, or choose another: STS_REGION.',
      };
    case 'Throttling':
    case 'ThrottlingException':
    case 'ThrottledException':
    case 'TooManyRequestsException':
    case 'RequestLimitExceeded':
      return {
        code: 'STS_THROTTLED',
        message: `STS answers that there are too many requests, for as long as it may be asked (${place(call)}, ${call.timeoutMs} ms for the whole).`,
        hint: 'Something in the account asks STS very often. Try again in a while; for a larger fleet, raise timeoutMs (STS_TIMEOUT_MS).',
      };
    default:
      return undefined;
  }
}

function fault(failure: Failure, call: AssumeCall): Finding {
  const from = place(call);
  if (failure.network !== undefined && (UNREACHABLE.has(failure.network) || CERTIFICATE.test(failure.network))) {
    return {
      code: 'STS_UNREACHABLE',
      message: `STS cannot be reached (${from}): ${failure.message || failure.network}.`,
      hint: CERTIFICATE.test(failure.network)
        ? 'The certificate is not trusted: name your own authority with cafile, HTTPS_CAFILE, AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS.'
        : 'Look whether the endpoint is up and can be reached from here; AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS and STS_ENDPOINT name another one.',
    };
  }
  if (failure.name === 'TimeoutError') {
    const silent = !/connect/i.test(failure.message);
    return {
      code: silent ? 'STS_TIMEOUT' : 'STS_UNREACHABLE',
      message: silent
        ? `STS was asked several times and never answered (${from}).`
        : `No connection to STS could be made in time (${from}).`,
      hint: 'Look whether the endpoint is up and can be reached from here.',
    };
  }
  if (failure.html || failure.status === 407 || /deserializ|char .* is not expected|Unexpected token/i.test(failure.message)) {
    return {
      code: 'STS_RESPONSE_INVALID',
      message: `What answered is not STS (${from}${failure.status === undefined ? '' : `, status ${failure.status}`}).`,
      hint: 'Look for a proxy or a sign-in page between here and STS.',
    };
  }
  if (failure.status !== undefined && failure.status >= 500) {
    return {
      code: 'STS_SERVICE_FAILED',
      message: `STS failed several times (${from}, status ${failure.status}): ${failure.name}: ${failure.message}`,
      hint: 'Try again in a while.',
    };
  }
  return {
    code: failure.status === undefined ? 'STS_INTERNAL' : 'STS_REQUEST_REFUSED',
    message: `The call of AssumeRole for ${call.request.RoleArn} failed (${from}): ${failure.name}: ${failure.message}`,
    hint: 'See the cause for what the SDK said.',
  };
}

function clockSkew(message: string): Finding {
  return {
    code: 'STS_CLOCK_SKEW',
    message: `The clocks of this machine (${new Date().toISOString()}) and of STS differ too much: ${message}`,
    hint: 'Set the clock of this machine (in a virtual machine or container, that of its host).',
  };
}

function validationHint(message: string): string {
  if (/1 hour session limit|role chaining/i.test(message))
    return 'The source credentials are a role session themselves: durationSeconds may be 3600 at the most.';
  if (/MaxSessionDuration/i.test(message)) return "Lower durationSeconds, or raise the role's maximum session duration.";
  return 'Look at the options that the message names.';
}

function read(error: unknown): Failure {
  const source = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    message?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number; headers?: Record<string, string> };
  };
  const status = source.$metadata?.httpStatusCode ?? source.$response?.statusCode;
  return {
    name: String(source.name ?? 'Error'),
    message: String(source.message ?? error),
    network: typeof source.code === 'string' ? source.code : undefined,
    status,
    html: /text\/html/i.test(source.$response?.headers?.['content-type'] ?? ''),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
