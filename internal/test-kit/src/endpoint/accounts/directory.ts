import { checkTrust, many, type OneOrMany, type PolicyDocument } from '../policy/document.js';
import { parseRoleArn } from './arn.js';
import type { Caller, MfaDevice, UserCaller } from './caller.js';
import { createIdentityProvider, type IdentityProvider, type IdentityProviderSpec, type KnownProvider } from './identity-provider.js';
import { accessKeyId, secretAccessKey, uniqueId } from './random-ids.js';

/** An IAM user. */
export type UserSpec = {
  readonly name: string;
  /** Twelve digits; default `123456789012`. */
  readonly account?: string;
  /** Default `aws`. Keys are valid in regions of their partition only. */
  readonly partition?: string;
  /** Default `/`. */
  readonly path?: string;
  /** Identity policies; default: none, so that only a trust policy that names the user lets it in. */
  readonly policy?: OneOrMany<PolicyDocument>;
  readonly mfa?: MfaDevice;
  /** Default: random ones. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
};

/** A user with its long-term keys. */
export type UserKeys = { readonly arn: string; readonly accessKeyId: string; readonly secretAccessKey: string };

/** A trust policy, or just the principals (ARNs, account ids, `*`) that may assume the role. */
export type Trust = PolicyDocument | OneOrMany<string>;

/** An IAM role. */
export type RoleSpec = {
  readonly arn: string;
  readonly trust: Trust;
  /** Seconds, 3600 to 43200; default 3600. */
  readonly maxSessionDuration?: number;
  /** What the role's own sessions may do, for chains. */
  readonly policy?: OneOrMany<PolicyDocument>;
};

/** A service control policy, of those of the organization that count for an account. */
export type ServiceControlPolicy = {
  /** Twelve digits. */
  readonly account: string;
  readonly policy: OneOrMany<PolicyDocument>;
};

export type Role = {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly name: string;
  readonly roleId: string;
  readonly maxSessionDuration: number;
  readonly policies: readonly PolicyDocument[];
  readonly trust: PolicyDocument;
};

/** Keys that the endpoint knows, and whose they are. */
export type KnownKey = {
  readonly secretAccessKey: string;
  readonly caller: Caller;
  /** Of temporary keys. */
  readonly sessionToken?: string;
  readonly expiresAtMs?: number;
};

/** The users, roles and keys of all accounts. */
export class Directory {
  readonly #keys = new Map<string, KnownKey>();
  readonly #roles = new Map<string, Role>();
  readonly #controls = new Map<string, readonly PolicyDocument[]>();
  readonly #providers = new Map<string, KnownProvider>();
  readonly #usedCodes = new Set<string>();

  addUser(spec: UserSpec): UserKeys {
    const { account = '123456789012', partition = 'aws', path = '/' } = spec;
    if (!/^\d{12}$/.test(account)) throw new TypeError(`user ${spec.name}: account must be twelve digits, not ${account}`);
    if (!/^\/(?:.*\/)?$/.test(path)) throw new TypeError(`user ${spec.name}: path must begin and end with "/", not ${path}`);
    const caller: UserCaller = {
      kind: 'user',
      name: spec.name,
      arn: `arn:${partition}:iam::${account}:user${path}${spec.name}`,
      account,
      partition,
      userId: uniqueId('AIDA'),
      policies: many(spec.policy),
      temporary: false,
      mfa: spec.mfa,
      mfaAtMs: undefined,
    };
    const keys = {
      arn: caller.arn,
      accessKeyId: spec.accessKeyId ?? accessKeyId('AKIA'),
      secretAccessKey: spec.secretAccessKey ?? secretAccessKey(),
    };
    this.addKey(keys.accessKeyId, { secretAccessKey: keys.secretAccessKey, caller });
    return keys;
  }

  addRole(spec: RoleSpec): void {
    const parts = parseRoleArn(spec.arn);
    if (parts === undefined) throw new TypeError(`not the ARN of a role: ${spec.arn}`);
    this.#roles.set(spec.arn, {
      ...parts,
      arn: spec.arn,
      // A role that is put in anew keeps its id, or its sessions would belong to nobody.
      roleId: this.#roles.get(spec.arn)?.roleId ?? uniqueId('AROA'),
      maxSessionDuration: spec.maxSessionDuration ?? 3600,
      policies: many(spec.policy),
      trust: toPolicy(spec.trust),
    });
  }

  setTrust(arn: string, trust: Trust): void {
    const role = this.#roles.get(arn);
    if (role === undefined) throw new TypeError(`no such role: ${arn}`);
    this.#roles.set(arn, { ...role, trust: toPolicy(trust) });
  }

  removeRole(arn: string): void {
    this.#roles.delete(arn);
  }

  role(arn: string): Role | undefined {
    return this.#roles.get(arn);
  }

  addServiceControlPolicy({ account, policy }: ServiceControlPolicy): void {
    this.#controls.set(account, [...this.serviceControlPolicies(account), ...many(policy)]);
  }

  serviceControlPolicies(account: string): readonly PolicyDocument[] {
    return this.#controls.get(account) ?? [];
  }

  addIdentityProvider(spec: IdentityProviderSpec, nowMs: () => number): IdentityProvider {
    const { known, provider } = createIdentityProvider(spec, nowMs);
    this.#providers.set(`${known.account} ${known.url}`, known);
    return provider;
  }

  /** Each account knows its own. */
  identityProvider(account: string, issuer: string): KnownProvider | undefined {
    return this.#providers.get(`${account} ${issuer}`);
  }

  /** Whether the code of a second factor is right, and was not used before where it may be used once only. */
  acceptsCode(device: MfaDevice, code: string): boolean {
    if (!device.codes.includes(code)) return false;
    const use = `${device.serial} ${code}`;
    if (device.oneTime === true && this.#usedCodes.has(use)) return false;
    this.#usedCodes.add(use);
    return true;
  }

  addKey(id: string, key: KnownKey): void {
    this.#keys.set(id, key);
  }

  key(id: string): KnownKey | undefined {
    return this.#keys.get(id);
  }
}

function toPolicy(trust: Trust): PolicyDocument {
  if (isDocument(trust)) return checkTrust(trust);
  return {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: trust }, Action: 'sts:AssumeRole' },
  };
}

function isDocument(trust: Trust): trust is PolicyDocument {
  return typeof trust === 'object' && 'Statement' in trust;
}
