import type { IssuedCredentials } from '../accounts/issue-credentials.js';
import { startSession } from '../actions/role-session.js';
import type { Received } from '../http/received.js';
import type { EndpointState } from '../state.js';

/** Something beside STS that hands out credentials of a role. They are a role's session: AssumeRole with them is a chain. */
export type CredentialSource = {
  readonly kind: 'sso' | 'container' | 'instance';
  readonly url: string;
  /** The role that its credentials are a session of. */
  readonly roleArn: string;
  readonly sessionArn: string;
  /** Variables that point an SDK here. */
  readonly env: Readonly<Record<string, string>>;
  /** How often credentials were asked for, whatever the answer was. */
  readonly asked: number;
  /** Answers with this status and nothing else, while it is set. */
  status: number | undefined;
};

export type Reply = {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A source, and how it answers; `undefined`: the request is meant for another. */
export type Served<S extends CredentialSource = CredentialSource> = {
  readonly source: S;
  readonly handedOut: HandedOut;
  reply(received: Received): Reply | undefined;
};

/** A role session that a source hands out credentials of. */
export class HandedOut {
  asked = 0;
  readonly #state: EndpointState;
  readonly #roleArn: string;
  readonly #sessionName: string;
  readonly #durationSeconds: number;

  /** `service` is trusted with the role where there is no such role yet. */
  constructor(state: EndpointState, roleArn: string, service: string, sessionName: string, durationSeconds: number) {
    this.#state = state;
    this.#roleArn = roleArn;
    this.#sessionName = sessionName;
    this.#durationSeconds = durationSeconds;
    const trust = { Statement: { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' } } as const;
    if (state.directory.role(roleArn) === undefined) state.directory.addRole({ arn: roleArn, trust });
  }

  get sessionArn(): string {
    const [, partition, , , account] = this.#roleArn.split(':');
    return `arn:${partition}:sts::${account}:assumed-role/${this.roleName}/${this.#sessionName}`;
  }

  get roleName(): string {
    return this.#roleArn.slice(this.#roleArn.lastIndexOf('/') + 1);
  }

  /** New ones each time; `undefined` when the role was removed. */
  credentials(): IssuedCredentials | undefined {
    const role = this.#state.directory.role(this.#roleArn);
    if (role === undefined) return undefined;
    const [roleSessionName, durationSeconds] = [this.#sessionName, this.#durationSeconds];
    return startSession(this.#state, { role, roleSessionName, durationSeconds, nowMs: this.#state.nowMs() }).issued;
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, type: 'application/json', headers, body: JSON.stringify(body) };
}

/** Credentials as the container's endpoint and the instance metadata hand them out. */
export function keysOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: IssuedCredentials): Record<string, string> {
  return { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration: isoSeconds(expiration) };
}

/** As the container's endpoint and the instance metadata write it. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
