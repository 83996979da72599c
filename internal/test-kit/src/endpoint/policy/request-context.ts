import type { Caller } from '../accounts/caller.js';
import type { VerifiedToken } from '../accounts/verify-token.js';

/** What a request says of itself and of its caller, to the conditions of a policy. Keys ignore the case. */
export type RequestContext = {
  /** The values of a key, or `undefined` when the request does not have it. */
  get(key: string): readonly string[] | undefined;
  /** Whether this endpoint knows the key at all. */
  knows(key: string): boolean;
};

/** What AssumeRole adds to the caller's own context. */
export type AssumeRoleContext = {
  readonly roleSessionName: string;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly region: string;
  /** A code was sent with this very call, and it was right. */
  readonly mfaNow: boolean;
  readonly nowMs: number;
};

const KEYS = [
  'sts:ExternalId',
  'sts:RoleSessionName',
  'sts:SourceIdentity',
  'sts:TransitiveTagKeys',
  'aws:FederatedProvider',
  'aws:MultiFactorAuthPresent',
  'aws:MultiFactorAuthAge',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:PrincipalType',
  'aws:RequestedRegion',
  'aws:SourceIdentity',
  'aws:TagKeys',
  'aws:userid',
  'aws:username',
].map((key) => key.toLowerCase());

/** Keys that go on with the name of a tag. */
const PREFIXES = ['aws:requesttag/', 'aws:principaltag/'];

export function requestContext(caller: Caller, request: AssumeRoleContext): RequestContext {
  const context = new Values();
  const set = context.set.bind(context);

  set('sts:ExternalId', request.externalId);
  set('sts:RoleSessionName', request.roleSessionName);
  set('sts:SourceIdentity', request.sourceIdentity);
  set('sts:TransitiveTagKeys', ...request.transitiveTagKeys);
  set('aws:TagKeys', ...Object.keys(request.tags));
  for (const [key, value] of Object.entries(request.tags)) set(`aws:RequestTag/${key}`, value);
  set('aws:RequestedRegion', request.region);

  // For a role session the key is the role's ARN, not the session's.
  set('aws:PrincipalArn', caller.kind === 'user' ? caller.arn : caller.roleArn);
  set('aws:PrincipalAccount', caller.account);
  set('aws:PrincipalType', caller.kind === 'user' ? 'User' : 'AssumedRole');
  set('aws:userid', caller.userId);
  if (caller.kind === 'user') set('aws:username', caller.name);
  if (caller.kind === 'role') {
    set('aws:SourceIdentity', caller.sourceIdentity);
    for (const [key, value] of Object.entries(caller.tags)) set(`aws:PrincipalTag/${key}`, value);
  }

  // IAM user guide: absent with long-term keys; a role's session never carries it on, whatever it was assumed with.
  const mfaAt = request.mfaNow ? request.nowMs : caller.kind === 'user' ? caller.mfaAtMs : undefined;
  if (mfaAt !== undefined) {
    set('aws:MultiFactorAuthPresent', 'true');
    set('aws:MultiFactorAuthAge', String(Math.floor((request.nowMs - mfaAt) / 1000)));
  } else if (caller.temporary) {
    set('aws:MultiFactorAuthPresent', 'false');
  }

  return context;
}

/**
 * What a call with a token says: the claims under the provider's own name (IAM user guide, "Available keys for AWS OIDC
 * federation"). It is not signed for a region.
 */
export function federatedContext(token: VerifiedToken, roleSessionName: string): RequestContext {
  const { host, arn } = token.provider;
  const context = new Values(host);
  context.set(`${host}:aud`, token.audience);
  context.set(`${host}:sub`, token.subject);
  context.set(`${host}:amr`, ...token.amr);
  context.set('aws:FederatedProvider', arn);
  context.set('sts:RoleSessionName', roleSessionName);
  return context;
}

class Values implements RequestContext {
  readonly #values = new Map<string, readonly string[]>();
  readonly #keys: readonly string[];

  /** `host`: the provider whose keys are known, too. */
  constructor(host?: string) {
    this.#keys = host === undefined ? KEYS : [...KEYS, ...['aud', 'sub', 'amr'].map((claim) => `${host}:${claim}`.toLowerCase())];
  }

  set(key: string, ...value: readonly (string | undefined)[]): void {
    const given = value.filter((one) => one !== undefined);
    if (given.length > 0) this.#values.set(key.toLowerCase(), given);
  }

  get(key: string): readonly string[] | undefined {
    return this.#values.get(key.toLowerCase());
  }

  knows(key: string): boolean {
    const name = key.toLowerCase();
    return this.#keys.includes(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
  }
}
