import type { RequestHandler } from '../connection/index.js';
import type { TimeLimit } from '../retries/index.js';
import type { SourceCredentials } from '../source/index.js';
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
  /** Who asks: credentials, or else a token of an identity provider (AssumeRoleWithWebIdentity). */
  source: SourceCredentials | undefined;
  webIdentityToken?: string | undefined;
  /** Where the source credentials came from, for messages. */
  sourceFrom: string;
  region: string;
  endpoint: string | undefined;
  /** What the request is sent with; destroyed by whoever made it. */
  requestHandler: RequestHandler;
  /** The proxy that it goes through, without user and password. */
  proxy: string | undefined;
  /** Logical id of the role, where Serverless generates it. */
  generatedRole?: string | undefined;
  /** The time for the whole as it was given, for messages. */
  timeoutMs: number;
}
