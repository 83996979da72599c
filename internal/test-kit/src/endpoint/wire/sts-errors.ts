/** An error as it goes over the wire. `because` is for the log of the test alone. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: string;
  readonly status: number;
  readonly because: string | undefined;

  constructor(code: string, status: number, message: string, because?: string) {
    super(message);
    this.code = code;
    this.status = status;
    this.because = because;
  }
}

export function accessDenied(callerArn: string, action: string, resource: string, suffix: string, because: string): WireError {
  const message = `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource}${suffix}`;
  return new WireError('AccessDenied', 403, message, because);
}

export function mfaRefused(message: string): WireError {
  return new WireError('AccessDenied', 403, `MultiFactorAuthentication failed${message}`);
}

export function invalidToken(because: string): WireError {
  return new WireError('InvalidClientTokenId', 403, 'The security token included in the request is invalid.', because);
}

export function expiredToken(): WireError {
  return new WireError('ExpiredToken', 403, 'The security token included in the request is expired');
}

export function signatureMismatch(message: string, because?: string): WireError {
  return new WireError('SignatureDoesNotMatch', 403, message, because);
}

export function missingToken(): WireError {
  return new WireError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token');
}

export function incompleteSignature(message: string): WireError {
  return new WireError('IncompleteSignature', 400, message);
}

export function validationError(message: string): WireError {
  return new WireError('ValidationError', 400, message);
}

export function invalidParameter(message: string): WireError {
  return new WireError('InvalidParameterValue', 400, message);
}

export function malformedPolicy(message: string): WireError {
  return new WireError('MalformedPolicyDocument', 400, message);
}

export function packedPolicyTooLarge(message: string): WireError {
  return new WireError('PackedPolicyTooLarge', 400, message);
}

export function invalidIdentityToken(message: string, because?: string): WireError {
  return new WireError('InvalidIdentityToken', 400, message, because);
}

export function expiredIdentityToken(nowSeconds: number, endSeconds: number): WireError {
  const message = `Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${endSeconds}`;
  return new WireError('ExpiredTokenException', 400, message);
}

export function identityClaimRejected(): WireError {
  return new WireError('IDPRejectedClaim', 403, 'The identity provider rejected the claim', 'the token was revoked');
}

export function federationDenied(because: string): WireError {
  return new WireError('AccessDenied', 403, 'Not authorized to perform sts:AssumeRoleWithWebIdentity', because);
}

export function regionDisabled(account: string): WireError {
  return new WireError(
    'RegionDisabledException',
    403,
    `STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`,
  );
}

export function throttled(): WireError {
  return new WireError('Throttling', 400, 'Rate exceeded');
}

export function internalFailure(because?: string): WireError {
  const message = 'The request processing has failed because of an unknown error, exception or failure.';
  return new WireError('InternalFailure', 500, message, because);
}

export function serviceUnavailable(): WireError {
  return new WireError('ServiceUnavailable', 503, 'Service is unavailable');
}
