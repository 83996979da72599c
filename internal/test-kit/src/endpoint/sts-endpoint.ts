import type { RoleSpec, ServiceControlPolicy, Trust, UserKeys, UserSpec } from './accounts/directory.js';
import type { IdentityProvider, IdentityProviderSpec } from './accounts/identity-provider.js';
import type { IssuedCredentials } from './accounts/issue-credentials.js';
import type { Fault } from './faults/fault-queue.js';
import type { FaultSpec } from './faults/fault-spec.js';
import type { Quota } from './faults/token-bucket.js';
import type { StsCall } from './log/call-log.js';
import type { ContainerSource, ContainerSpec } from './sources/container-credentials.js';
import type { CredentialSource } from './sources/credential-source.js';
import type { InstanceSource, InstanceSpec } from './sources/instance-metadata.js';
import type { SsoSource, SsoSpec } from './sources/sso-portal.js';

export type StsEndpointOptions = {
  /** Address to listen on; default `127.0.0.1`. */
  readonly host?: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** Speaks https, with a certificate for its address, `localhost` and these hosts, of an authority of its own. */
  readonly tls?: boolean | { readonly hosts: readonly string[] };
  readonly users?: readonly UserSpec[];
  readonly roles?: readonly RoleSpec[];
  readonly identityProviders?: readonly IdentityProviderSpec[];
  /** Other places where credentials come from. */
  readonly sso?: readonly SsoSpec[];
  readonly containers?: readonly ContainerSpec[];
  readonly instance?: InstanceSpec;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
  /** Lifetime of all credentials in seconds, whatever was asked for: also less than STS itself would give. */
  readonly lifetimeSeconds?: number;
  /** Above it calls are answered with Throttling; default: none. */
  readonly quota?: Quota;
  /** Whether AccessDenied says which kind of policy does not allow the call; default: STS does not tell. */
  readonly explainDenials?: boolean;
  readonly serviceControlPolicies?: readonly ServiceControlPolicy[];
};

/** An STS of its own, for one test: real HTTP or HTTPS, real signatures, real expiry. */
export type StsEndpoint = {
  /** What `AWS_ENDPOINT_URL_STS` takes. */
  readonly url: string;
  readonly port: number;
  /** With `tls`: the authority that a client has to trust, in PEM. */
  readonly caPem: string | undefined;
  /** Keys of the users in the options, in their order. */
  readonly users: readonly UserKeys[];

  addUser(spec: UserSpec): UserKeys;
  /** Adds a role, or replaces the one with this ARN. Throws a `TypeError` for a trust policy that AWS would refuse. */
  addRole(spec: RoleSpec): void;
  /** Sessions of the role go on. */
  removeRole(arn: string): void;
  setTrust(arn: string, trust: Trust): void;

  /** Narrows what the principals of an account may do. */
  addServiceControlPolicy(spec: ServiceControlPolicy): void;
  /** Makes an OpenID Connect provider known to an account, for AssumeRoleWithWebIdentity; throws a `TypeError` for none. */
  addIdentityProvider(spec: IdentityProviderSpec): IdentityProvider;
  /** Providers of the options and those that were added, in order. */
  readonly identityProviders: readonly IdentityProvider[];

  /** Serves a permission set of IAM Identity Center, and makes its role. */
  addSso(spec: SsoSpec): SsoSource;
  /** Serves a container's credentials. */
  addContainer(spec: ContainerSpec): ContainerSource;
  /** Serves the instance metadata; the last one counts. */
  addInstance(spec: InstanceSpec): InstanceSource;
  /** Those of the options and those that were added, in order: SSO, containers, instance. */
  readonly sources: readonly CredentialSource[];

  /** What came in so far, in order. */
  readonly calls: readonly StsCall[];
  /** How many calls came in, of one action or of all. */
  count(action?: string): number;
  /** Resolves when the n-th call has come in (default: the first), before anything is done with it. */
  waitForCall(action?: string, n?: number): Promise<StsCall>;
  /** Resolves when the n-th call is over: answered, cut, or given up by the client. */
  waitForEnd(action?: string, n?: number): Promise<StsCall>;
  /** Credentials that were given out, in order: what must not turn up in any output. */
  readonly issued: readonly IssuedCredentials[];

  /** Lets something go wrong. Faults are met in the order in which they were asked for, one by each call. */
  fault(spec: FaultSpec): Fault;
  /** Removes all faults and lets go the calls that they hold. */
  clearFaults(): void;
  /** How far the server's clock is ahead, in milliseconds: signatures, expirations, the `Date` header. */
  clockOffsetMs: number;
  /** See the option; `undefined` goes back to what callers ask for. */
  lifetimeSeconds: number | undefined;
  /** See the option; one that is set begins with a full bucket, `undefined` lets everything through. */
  quota: Quota | undefined;
  /** See the option. */
  explainDenials: boolean;

  /** Forgets calls, issued credentials, faults, the wrong clock, what was taken of a quota, and how often sources were asked. */
  reset(): void;
  /** Ends every connection at once, also those that wait for an answer. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};
