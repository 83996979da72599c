import { redact, StsError, toCause } from '../errors/index.js';
import { accessDenied } from './access-denied.js';
import { clockSkew } from './clock-skew.js';
import { type Failure, type Finding, readFailure, secretsOf } from './failure.js';
import { fault } from './fault.js';
import { requestRefused, tooLarge } from './request-refused.js';
import { keyUnknown, signatureMissing, signatureWrong, sourceExpired } from './source-refused.js';
import { place, timeIsUp } from './time-is-up.js';
import type { RefusedCall } from './types.js';
import { tokenRefused } from './web-identity-refused.js';

/** Turns what the SDK throws into an error of ours, in its own code, without secrets. */
export function diagnose(error: unknown, call: RefusedCall): StsError {
  const secrets = secretsOf(call);
  const failure = readFailure(error, secrets);
  const timeUp = call.signal.aborted ? timeIsUp(call, 'STS did not answer in time') : undefined;
  const finding = tokenRefused(failure, call) ?? refusal(failure, said(error), call) ?? timeUp ?? fault(failure, call);
  const { secretAccessKey, sessionToken = '' } = call.source;
  return new StsError({
    code: finding.code,
    message: redact(finding.message, [secretAccessKey, sessionToken]),
    hint: redact(finding.hint, [secretAccessKey, sessionToken]),
    cause: toCause(error, secrets),
  });
}

/** What STS itself said. Names: the API's common errors and those of AssumeRole, with `Exception` behind them or without. */
function refusal(failure: Failure, text: string, call: RefusedCall): Finding | undefined {
  const { name, message } = failure;
  const role = call.request.RoleArn;
  switch (name) {
    case 'AccessDenied':
      // An emulator's word for a key that it does not know.
      return /security token .* is invalid/i.test(message) ? keyUnknown(message, call) : accessDenied(failure, text, call);
    case 'InvalidClientTokenId':
    case 'UnrecognizedClient':
      return keyUnknown(message, call);
    case 'SignatureDoesNotMatch':
    case 'InvalidSignature':
      return /expired|not yet current/i.test(message) ? clockSkew(failure) : signatureWrong(call);
    case 'IncompleteSignature':
    case 'MissingAuthenticationToken':
      return signatureMissing(message, call);
    case 'RequestExpired':
    case 'RequestTimeTooSkewed':
    case 'RequestInTheFuture':
      return clockSkew(failure);
    case 'ExpiredToken':
      return sourceExpired(message, call);
    case 'ValidationError':
    case 'Validation':
    case 'InvalidParameterValue':
    case 'InvalidParameterCombination':
      return requestRefused(message, call);
    case 'MalformedPolicyDocument':
      return {
        code: 'STS_POLICY_INVALID',
        message: `STS finds the session policy malformed: ${message}`,
        hint: 'Check sessionPolicy against the IAM policy grammar.',
      };
    case 'PackedPolicyTooLarge':
      return tooLarge(message, call);
    case 'RegionDisabled':
      return {
        code: 'STS_REGION_DISABLED',
        message: `STS is not enabled in ${call.region} for the account: ${message}`,
        hint: 'Enable the region in the account settings of IAM, or choose another: STS_REGION.',
      };
    case 'OptInRequired':
      return {
        code: 'STS_REGION_DISABLED',
        message: `The account of the source credentials has no use of STS in ${call.region} yet, for ${role}: ${message}`,
        hint: 'Finish signing the account up, or opt into the region in its settings; STS_REGION chooses another.',
      };
    case 'Throttling':
    case 'Throttled':
    case 'TooManyRequests':
    case 'RequestLimitExceeded':
      return {
        code: 'STS_THROTTLED',
        message: `STS answers that there are too many requests, for as long as it may be asked (${place(call)}, ${call.timeoutMs} ms for the whole).`,
        hint: 'Try again in a while; something in the account asks STS very often. For a larger fleet, raise timeoutMs (STS_TIMEOUT_MS).',
      };
    default:
      return undefined;
  }
}

function said(error: unknown): string {
  return String((error as { message?: unknown } | undefined)?.message ?? '');
}
