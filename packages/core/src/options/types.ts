/**
 * The options of all @sts packages. The same names everywhere; precedence: the runner's options, then `STS_*`
 * environment variables, then the `custom.sts` block of the Serverless configuration, then the defaults.
 */
export interface StsOptions {
  /** Path of the Serverless configuration, from the project's folder. Default: searched there and upward. `STS_CONFIG` */
  config?: string;
  /** Stage, as `--stage`. Default: `provider.stage`, else `dev`. `STS_STAGE` */
  stage?: string;
  /** Region, as `--region`. Default: `provider.region`, else `us-east-1`. `STS_REGION` */
  region?: string;
  /** Parameters for `${param:…}`, as `--param`. `STS_PARAMS` (`a=1,b=2` or JSON) */
  params?: Record<string, string | number | boolean>;
  /**
   * Values for variables, by their source and address: `{ "vault:app.role": "arn:…" }`. They come before what the source
   * says, and are the way to give those of a plugin's source. `STS_VARIABLES` (JSON)
   */
  variables?: Record<string, unknown>;
  /** The function whose role is meant. Default: the provider's role. `STS_FUNCTION` */
  function?: string;
  /** ARN of the role, instead of the one in the configuration. `STS_ROLE_ARN`, or `AWS_ROLE_ARN` without `AWS_WEB_IDENTITY_TOKEN_FILE` */
  roleArn?: string;
  /** Profile of the source credentials. Default: those of the stage, `AWS_PROFILE`, keys, `provider.profile`, the SDK's chain. `STS_PROFILE` */
  profile?: string;
  /** ARNs of roles to go through first, in order. `STS_VIA` */
  via?: string[];
  /** Role session name, 2 to 64 of `[\w+=,.@-]`. Default: `<service>-<stage>-test`. `STS_SESSION_NAME` */
  sessionName?: string;
  /** Lifetime of the credentials in seconds, 900 to 43200. Default: what STS gives, 3600. `STS_DURATION_SECONDS` */
  durationSeconds?: number;
  /** External id that the trust policy asks for. `STS_EXTERNAL_ID` */
  externalId?: string;
  /** Serial number or ARN of the MFA device that the role asks for; a profile names its own. `STS_MFA_SERIAL` */
  mfaSerial?: string;
  /** Six digits of the MFA device. Default: what `mfaCommand` prints, else asked for on the terminal. `STS_MFA_CODE` */
  mfaCode?: string;
  /** A command line that prints the code of the MFA device. `STS_MFA_COMMAND` */
  mfaCommand?: string;
  /** Source identity, 2 to 64 of `[\w+=,.@-]`. `STS_SOURCE_IDENTITY` */
  sourceIdentity?: string;
  /** Session tags, up to 50. `STS_TAGS` (`a=1,b=2` or JSON) */
  tags?: Record<string, string>;
  /** Keys of session tags that stay through role chaining. `STS_TRANSITIVE_TAG_KEYS` */
  transitiveTagKeys?: string[];
  /**
   * Session policy: a JSON object, the path of a JSON file from the configuration's folder, or `"statements"`: what the
   * configuration says that the role may do. `STS_SESSION_POLICY`
   */
  sessionPolicy?: Record<string, unknown> | string;
  /** ARNs of managed policies as session policies, up to 10. `STS_POLICY_ARNS` */
  policyArns?: string[];
  /** URL of the STS endpoint. Default: the SDK's own rules. `STS_ENDPOINT` */
  endpoint?: string;
  /** `false`: no cache on disk; a path: another folder than `node_modules/.cache/sts`. `STS_CACHE` */
  cache?: boolean | string;
  /** The only account ids whose roles may be assumed; checked before anything is sent. `STS_ALLOWED_ACCOUNTS` */
  allowedAccounts?: string[];
  /** The only stages that may be used; checked before anything is sent. `STS_ALLOWED_STAGES` */
  allowedStages?: string[];
  /**
   * `true`: the variables of `provider.environment` into the tests, and those of the option `function`; the name of a function:
   * the provider's and that function's. `STS_ENVIRONMENT`
   */
  environment?: boolean | string;
  /** Bound of the whole in milliseconds: source credentials, waiting, the call and its retries. Default 30000. `STS_TIMEOUT_MS` */
  timeoutMs?: number;
  /** `false`: nothing is assumed and nothing is changed. `STS_ENABLED` */
  enabled?: boolean;
}

/** The name of an option. */
export type OptionName = keyof StsOptions;
