import type { EndpointState } from '../state.js';
import type { Caller } from './caller.js';
import { accessKeyId, secretAccessKey, sessionToken } from './random-ids.js';

/** Temporary credentials that the endpoint has given out. */
export type IssuedCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** By the endpoint's clock, whole seconds. */
  readonly expiration: Date;
  /** Whom they make the caller: the ARN of the role session, or of the user (GetSessionToken). */
  readonly arn: string;
};

/** Makes credentials that the endpoint recognises from now on until they expire. */
export function issueCredentials(state: EndpointState, caller: Caller, durationSeconds: number, nowMs: number): IssuedCredentials {
  const seconds = state.lifetimeSeconds ?? durationSeconds;
  const expiration = new Date((Math.floor(nowMs / 1000) + seconds) * 1000);
  const issued: IssuedCredentials = {
    accessKeyId: accessKeyId('ASIA'),
    secretAccessKey: secretAccessKey(),
    sessionToken: sessionToken(),
    expiration,
    arn: caller.arn,
  };
  state.directory.addKey(issued.accessKeyId, {
    secretAccessKey: issued.secretAccessKey,
    sessionToken: issued.sessionToken,
    expiresAtMs: expiration.getTime(),
    caller,
  });
  state.issued.push(issued);
  return issued;
}

/** As the answers write them. */
export function credentialsXml(issued: IssuedCredentials): Record<string, string> {
  return {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.sessionToken,
    Expiration: issued.expiration.toISOString().replace(/\.\d{3}Z$/, 'Z'),
  };
}
