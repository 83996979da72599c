import { existsSync } from 'node:fs';
import {
  type AssumeCall,
  type AssumeRequest,
  callerIdentity,
  type Identity,
  type Reached,
  reachEndpoint,
  type TrustPolicy,
} from '../assume/index.js';
import { cacheFolder, cacheKey, type Cleared, clearCache, openVault, projectFolder } from '../cache/index.js';
import { makeRequestHandler, proxyFor } from '../connection/index.js';
import { isStsError, showKeyId, StsError } from '../errors/index.js';
import { Lookups } from '../lookups/index.js';
import type { ResolvedOptions, StsOptions } from '../options/index.js';
import { describePlan, ownProfile, type SourceCredentials } from '../source/index.js';
import { checkAccount, checkStage, type Target } from '../target/index.js';
import { beforeEnd, startDeadline } from './deadline.js';
import { type CacheState, neededForTarget, type SourceDescription } from './inspected.js';
import { inheritedRole, servedSession } from './nested.js';
import { settled } from './open.js';
import { prepare } from './prepare.js';
import { Reading } from './reading.js';
import type { SessionContext } from './types.js';

/**
 * The way to the role, a step at a time, for those who want to look at one of them. What has been read stays; each step
 * that waits ends with `timeoutMs` at the latest, and throws what a session would.
 */
export class Inspection {
  private readonly lookups = new Lookups();
  private readonly reading: Reading;
  private readonly context: SessionContext;

  constructor(given: StsOptions, context: SessionContext) {
    this.context = context;
    this.reading = new Reading(given, context, this.lookups);
  }

  options(): Promise<ResolvedOptions> {
    return this.settle(() => this.reading.options());
  }

  /** The configuration, where there is one. */
  configFile(): Promise<string | undefined> {
    return this.settle(() => this.reading.input().config?.file);
  }

  /** The target, within the limits of the options. */
  async target(): Promise<Target> {
    try {
      return await this.settle(() => {
        const options = this.reading.options();
        checkStage(this.reading.stage(), options);
        const target = this.reading.target();
        checkAccount(target, options);
        return target;
      });
    } catch (error) {
      throw isStsError(error, 'STS_NO_CREDENTIALS') ? neededForTarget(error) : error;
    }
  }

  async source(): Promise<SourceDescription> {
    const target = await this.target();
    return this.settle(() => {
      const isNamed = this.reading.options().values.profile !== undefined;
      const inherited = inheritedRole(target, isNamed, this.reading.processEnv);
      if (inherited !== undefined) {
        return { kind: 'inherited', text: 'this process runs as the role already', from: 'STS_ASSUMED_ROLE_ARN', profile: undefined };
      }
      const plan = this.reading.plan();
      const { kind, from } = plan;
      if (servedSession(target, plan, this.reading.env()) !== undefined) {
        return {
          kind: 'inherited',
          text: 'a server hands this process the role',
          from: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
          profile: undefined,
        };
      }
      const key = plan.kind === 'keys' ? ` ${showKeyId(plan.credentials.accessKeyId)}` : '';
      return { kind, from, text: `${describePlan(plan)}${key}`, profile: plan.kind === 'profile' ? plan.name : undefined };
    });
  }

  /**
   * Whether the source credentials would come from `sts credential-process`, which asks.
   * @param trail marks of the processes that wait for this one
   */
  async sourceLoop(trail: readonly string[]): Promise<{ throughProfile: string | undefined; mark: string | undefined }> {
    const target = await this.target();
    return this.settle(() => {
      const plan = this.reading.plan();
      if (plan.kind !== 'profile') return { throughProfile: undefined, mark: undefined };
      const mark = cacheKey(['source', target.roleArn, plan.name]);
      const found = trail.includes(mark) ? plan.name : ownProfile(this.reading.env(), plan.name);
      return { throughProfile: found, mark };
    });
  }

  /** The source credentials themselves, and whose STS says that they are. A token has none. */
  async sourceIdentity(): Promise<Identity & { keyId: string }> {
    const target = await this.target();
    return this.bounded('The source credentials', async (signal, timeLeft) => {
      const plan = await this.lookups.settle(() => this.reading.plan(), { signal, timeLeft });
      const source = await this.reading.credentials(plan, target.region, signal);
      const identity = await this.sending(target, { source, sourceFrom: plan.from, signal, timeLeft }, callerIdentity);
      return { ...identity, keyId: showKeyId(source.accessKeyId) };
    });
  }

  /** Whose STS says that the credentials of a session are. */
  async identityOf(source: SourceCredentials, sourceFrom: string): Promise<Identity> {
    const target = await this.target();
    return this.bounded('The answer of STS', (signal, timeLeft) =>
      this.sending(target, { source, sourceFrom, signal, timeLeft }, callerIdentity),
    );
  }

  /** Whether the endpoint of STS can be reached, and what time it has. */
  async reach(): Promise<Reached> {
    const target = await this.target();
    return this.bounded('The answer of the endpoint', (signal, timeLeft) =>
      this.sending(target, { source: NOBODY, sourceFrom: 'nobody', signal, timeLeft }, reachEndpoint),
    );
  }

  /**
   * The statement by which the role trusts who asks.
   * @param principal ARN of who is to be trusted; by default STS is asked who the source credentials are
   */
  async trustPolicy(principal: string | undefined): Promise<TrustPolicy> {
    const target = await this.target();
    const prepared = await this.settle(() => prepare(this.reading, target));
    const { cluesOf, isByWebIdentity, readToken, trustPolicy } = await import('./trust-tools.js');
    const { source, requests, options } = prepared;
    const [first] = requests;
    const request = requests.at(-1) ?? { RoleArn: target.roleArn, RoleSessionName: '' };
    const byToken = principal === undefined && source.kind === 'web-identity' && first === request && isByWebIdentity(source, first);
    const caller = principal ?? options.values.via?.at(-1) ?? (byToken ? undefined : (await this.sourceIdentity()).arn);
    const clues = cluesOf(prepared);
    const trust = await this.settle(() => clues.trust?.()).catch(() => undefined);
    return trustPolicy(caller, trust, {
      ...this.place(target),
      request,
      source: NOBODY,
      sourceFrom: source.from,
      signal: new AbortController().signal,
      generatedRole: target.generatedRole,
      ...(byToken ? { webIdentity: { token: readToken(source.tokenFile, source.from), from: source.from } } : {}),
    });
  }

  /** Where the cache is. Throws `STS_CACHE_UNSAFE`. */
  cache(): CacheState {
    const folder = this.cacheFolder();
    if (folder === undefined || !existsSync(folder)) return { folder, isThere: false, hasKey: undefined };
    const projectDir = projectFolder(this.baseDir());
    return { folder, isThere: true, hasKey: openVault({ folder, projectDir, env: this.reading.processEnv }) !== undefined };
  }

  /** Removes what is in the cache. Throws `STS_CACHE_UNSAFE`. */
  clear(): { folder: string | undefined; cleared: Cleared | undefined } {
    const folder = this.cacheFolder();
    return { folder, cleared: folder === undefined ? undefined : clearCache(folder, Date.now()) };
  }

  /** Also of a project whose configuration cannot be read: then what the command line and the environment say. */
  private cacheFolder(): string | undefined {
    try {
      return cacheFolder(this.reading.options().values.cache, this.baseDir());
    } catch (error) {
      if (isStsError(error, 'STS_OPTIONS_INVALID')) throw error;
      const early = this.reading.early.value('cache') ?? true;
      return cacheFolder(typeof early === 'string' ? early : early !== false, this.baseDir());
    }
  }

  private baseDir(): string {
    try {
      return this.reading.baseDir();
    } catch {
      return this.context.cwd;
    }
  }

  private place({ region }: Target): Pick<AssumeCall, 'region' | 'endpoint' | 'proxy' | 'timeoutMs'> {
    const endpoint = this.reading.endpoint();
    const proxy = proxyFor(this.reading.env(), endpoint ?? `https://sts.${region}.amazonaws.com`)?.url;
    return { region, endpoint, proxy, timeoutMs: this.reading.timeoutMs() };
  }

  private async sending<T>(
    target: Target,
    caller: Pick<AssumeCall, 'source' | 'sourceFrom' | 'signal' | 'timeLeft'>,
    send: (call: AssumeCall) => Promise<T>,
  ): Promise<T> {
    const requestHandler = makeRequestHandler(this.reading.env());
    const request: AssumeRequest = { RoleArn: target.roleArn, RoleSessionName: '' };
    try {
      return await send({ ...this.place(target), ...caller, request, requestHandler });
    } finally {
      requestHandler.destroy();
    }
  }

  private settle<T>(read: () => T): Promise<T> {
    return settled(this.reading, this.lookups, read);
  }

  private async bounded<T>(what: string, work: (signal: AbortSignal, timeLeft: () => number) => Promise<T>): Promise<T> {
    const timeoutMs = this.reading.timeoutMs();
    const deadline = startDeadline(timeoutMs);
    const tooLong = (): StsError =>
      new StsError({
        code: 'STS_TIMEOUT',
        message: `${what} did not come in time: ${timeoutMs} ms for the whole are over.`,
        hint: 'Look whether it can be reached from here; for a slow one, raise timeoutMs (STS_TIMEOUT_MS).',
      });
    try {
      return await beforeEnd(work(deadline.signal, deadline.timeLeft), deadline, tooLong);
    } finally {
      deadline.stop();
    }
  }
}

const NOBODY = { accessKeyId: '', secretAccessKey: '' };
