/**
 * Every code that an `StsError` can carry, with what it stands for in one line. The codes are stable: scripts may
 * test for them. `docs/errors.md` has an entry for each.
 */
export const STS_ERROR_CODES = {
  STS_CONFIG_NOT_FOUND: 'there is no Serverless configuration where it was looked for',
  STS_CONFIG_UNREADABLE: 'the configuration, or a file that it names, cannot be read',
  STS_CONFIG_INVALID: 'the configuration, or a file that it names, is not well-formed',
  STS_CONFIG_UNSUPPORTED: 'the configuration uses a form that is not supported yet',
  STS_OPTIONS_INVALID: 'one or more options are wrong',
  STS_OPTION_UNSUPPORTED: 'an option that is not supported yet is set',
  STS_VARIABLE_INVALID: 'a ${…} is not well-formed',
  STS_VARIABLE_UNRESOLVED: 'a ${…} has no value',
  STS_VARIABLE_CYCLE: 'a ${…} depends on itself',
  STS_VARIABLE_UNSUPPORTED: 'a ${…} asks a source that is not supported yet',
  STS_ROLE_MISSING: 'no role is named',
  STS_ROLE_INVALID: 'what names the role is not the ARN of a role',
  STS_ROLE_UNSUPPORTED: 'the role is named in a form that is not supported yet',
  STS_FUNCTION_UNKNOWN: 'the function is not in the configuration',
  STS_STAGE_INVALID: 'the stage is not one that Serverless accepts',
  STS_REGION_INVALID: 'the region is not one that AWS could have',
  STS_STAGE_NOT_ALLOWED: 'the stage is outside allowedStages',
  STS_ACCOUNT_NOT_ALLOWED: 'the account is outside allowedAccounts',
  STS_NO_CREDENTIALS: 'there are no source credentials to assume the role with',
  STS_PROFILE_NOT_FOUND: 'the profile of the source credentials does not exist',
  STS_SOURCE_FAILED: 'the source credentials are configured but could not be had',
  STS_CREDENTIALS_INVALID: 'STS does not know the source credentials',
  STS_CREDENTIALS_EXPIRED: 'the source credentials have expired',
  STS_SIGNATURE_INVALID: 'the secret of the source credentials is wrong',
  STS_CLOCK_SKEW: 'the clock of this machine and that of STS differ too much',
  STS_ACCESS_DENIED: 'STS refuses to let the caller assume the role',
  STS_REQUEST_REFUSED: 'STS finds a parameter of the request wrong',
  STS_POLICY_INVALID: 'the session policy is malformed',
  STS_POLICY_TOO_LARGE: 'the session policy and tags are too large',
  STS_REGION_DISABLED: 'STS is not enabled in the region',
  STS_THROTTLED: 'STS keeps answering that there are too many requests',
  STS_SERVICE_FAILED: 'STS keeps failing',
  STS_UNREACHABLE: 'the STS endpoint cannot be reached',
  STS_TIMEOUT: 'the time is up',
  STS_RESPONSE_INVALID: 'what answered is not STS',
  STS_IDENTITY_MISMATCH: 'STS answered with credentials of another role or account',
  STS_CACHE_UNSAFE: 'the cache on disk is not safe to use',
  STS_DISABLED: 'the credentials of the role were asked for while the packages are switched off',
  STS_UNSUPPORTED_RUNNER: 'the test runner is not one that the package can work with',
  STS_INTERNAL: 'a fault in the @sts packages themselves',
} as const;

/** A stable error code of the @sts packages. */
export type StsErrorCode = keyof typeof STS_ERROR_CODES;
