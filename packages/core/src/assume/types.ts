import type { RequestHandler } from '../connection/index.js';
import type { OptionName } from '../options/index.js';
import type { TimeLimit } from '../retries/index.js';
import type { SourceCredentials } from '../source/index.js';
import type { ConfiguredTrust } from '../target/index.js';
import type { AssumeRequest } from './request.js';

/** Temporary credentials of a role, as SDK clients take them. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

/** What STS answered, checked. */
export interface AssumedRole {
  credentials: Credentials;
  /** `arn:aws:sts::<account>:assumed-role/<name>/<session>`. */
  assumedRoleArn: string;
  accountId: string;
}

/** One AssumeRole: who asks, for what, where, and until when. */
export interface AssumeCall extends TimeLimit {
  request: AssumeRequest;
  /** Who asks; of no use beside a token. */
  source: SourceCredentials;
  /** Where the source credentials came from, for messages. */
  sourceFrom: string;
  region: string;
  endpoint: string | undefined;
  /**
   * What the request is sent with; destroyed by whoever made it.
   * @internal
   */
  requestHandler: RequestHandler;
  /** The proxy that it goes through, without user and password. */
  proxy: string | undefined;
  /** The token, where it is what asks in place of the source credentials. */
  webIdentity?: WebIdentity | undefined;
  /** Logical id of the role, where Serverless generates it. */
  generatedRole?: string | undefined;
  /** What else there is to tell of a refusal; asked for only after one. May fail: then there is nothing. */
  clues?: (() => Promise<Clues>) | undefined;
  /** The time for the whole as it was given, for messages. */
  timeoutMs: number;
}

/** A token of an identity provider. */
interface WebIdentity {
  /** Secret. */
  token: string;
  /** Where it came from, for messages: `AWS_WEB_IDENTITY_TOKEN_FILE`. */
  from: string;
}

/** What helps to tell why a call was refused. */
export interface Clues {
  /** Where the session token of the source credentials is set: `AWS_SESSION_TOKEN in .env`. */
  tokenFrom?: string | undefined;
  /** The session that the process was started as, as `STS_ASSUMED_ROLE_ARN` has it. */
  startedAs?: string | undefined;
  /** The profile of the source credentials. */
  profile?: string | undefined;
  /** Where an option came from. */
  optionFrom?: ((option: OptionName) => string) | undefined;
  /** What the configuration says of who may assume the role. May throw: then it says nothing. */
  trust?: (() => ConfiguredTrust | undefined) | undefined;
}

/** A call that was refused, with what helps to tell why. */
export interface RefusedCall extends Omit<AssumeCall, 'clues' | 'proxy' | 'requestHandler' | 'timeLeft'> {
  proxy?: string | undefined;
  clues?: Clues | undefined;
}
