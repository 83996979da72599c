import { cacheFolder, keepAccount, keptAccount } from '../cache/index.js';
import type { Config } from '../config/index.js';
import { unfitForTests, withoutLayers } from '../environment/index.js';
import { isStsError } from '../errors/index.js';
import { type Lookups, Pending } from '../lookups/index.js';
import { DEFAULTS, mergeOptions, type OptionName, type ResolvedOptions, type StsOptions } from '../options/index.js';
import { awsServices, configuredEndpoint } from '../services/index.js';
import { type Env, loadSource, type MfaSettings, planSource, type SourceCredentials, type SourcePlan } from '../source/index.js';
import {
  type AppEnvironment,
  type Grants,
  NO_APP_ENVIRONMENT,
  readProfile,
  readRegion,
  readStage,
  readTarget,
  type Target,
  type TargetInput,
} from '../target/index.js';
import type { Resolver, Services } from '../variables/index.js';
import { CheckedConfig } from './checked-config.js';
import { ConfigSource } from './config-source.js';
import { EarlyOptions } from './early-options.js';
import { type CommandSettings, FileOptions } from './file-options.js';
import { handedAnswers } from './handed.js';
import { loadAppEnvironment } from './load-app-environment.js';
import { loadStatements } from './load-statements.js';
import { Resolvers } from './resolvers.js';
import { Secrets } from './secrets.js';
import type { SessionContext } from './types.js';

/**
 * The reading of configuration and options, a step at a time: what has been read stays, so that it can go on where an
 * answer had to be waited for.
 */
export class Reading {
  /** The environment without our own changes. */
  readonly processEnv: Env;
  readonly early: EarlyOptions;
  /** What AWS answered on the way, for the processes that are started with the role; nothing secret. */
  readonly answers: Record<string, unknown> = {};
  /** What the role is for: see `SessionContext`. */
  readonly use: SessionContext['use'];
  readonly cwd: string;
  private readonly secrets = new Secrets();
  private readonly context: SessionContext;
  private readonly files = new Set<string>();
  private readonly source: ConfigSource;
  private readonly checked: CheckedConfig;
  private readonly inFile: FileOptions;
  private readonly resolvers: Resolvers;
  private readonly done = new Map<string, unknown>();
  private readonly began = Date.now();

  constructor(given: StsOptions, context: SessionContext, lookups: Lookups) {
    this.early = new EarlyOptions(given, context);
    this.processEnv = withoutLayers(context.env);
    this.context = context;
    this.use = context.use;
    this.cwd = context.cwd;
    this.checked = new CheckedConfig(this.early);
    this.source = new ConfigSource(this.early, context.cwd, lookups, this.files, this.checked);
    this.inFile = new FileOptions(
      context.use,
      () => this.config(),
      () => this.resolver(),
    );
    this.resolvers = new Resolvers({
      early: this.early,
      source: this.source,
      lookups,
      processEnv: this.processEnv,
      noteFile: (file) => void this.files.add(file),
      services: () => this.services(),
      region: () => readRegion(this.lightInput()).value,
      stageBy: (resolver) => this.stageBy(resolver),
    });
  }

  /**
   * All options, merged and checked.
   * @throws what options, configuration and variables throw
   */
  options(): ResolvedOptions {
    return this.once('options', () => {
      const inFile = this.sooner(() => this.inFile.origins());
      const options = mergeOptions([...this.early.origins, ...inFile]);
      this.inFile.check(options);
      this.checked.keep(options.values.cache, this.baseDir());
      return options;
    });
  }

  /**
   * What `custom.sts` says to `@sts/serverless`.
   * @throws `STS_OPTIONS_INVALID`, and what configuration and variables throw
   */
  commandSettings(): CommandSettings {
    return this.inFile.commandSettings();
  }

  /** The stage alone, for what has to be checked before anything is sent. */
  stage(): string {
    return readStage(this.input()).value;
  }

  /** Which role is meant, and where; resolves what that needs. Throws what the questions throw. */
  target(): Target {
    return readTarget(this.input());
  }

  /** What the configuration says that the role of a target may do. Throws what the statements throw. */
  statements(target: Target): Grants {
    return loadStatements().readStatements(this.input(), target);
  }

  /** The variables of the code that the option `environment` brings to the tests. Throws what their reading throws. */
  appEnvironment(target: Target): AppEnvironment {
    const { environment } = this.options().values;
    if (environment === undefined || environment === false) return NO_APP_ENVIRONMENT;
    return this.once('app environment', () =>
      loadAppEnvironment().readAppEnvironment(this.input(), target, unfitForTests(target.stage, this.env())),
    );
  }

  /** The environment, that of `.env` files included where Serverless would load them. */
  env(): Env {
    return this.resolvers.env();
  }

  /** Who asks; nothing is loaded or sent. */
  plan(): SourcePlan {
    const stage = this.localStage();
    const profile = readProfile(this.lightInput(), stage);
    const isOption = this.setting('profile') !== undefined;
    return planSource(this.env(), profile && { name: profile.value, from: profile.from }, isOption, stage);
  }

  /**
   * The credentials of who asks: got once for all questions of this reading, also for those at the same time.
   * @param region of the service
   * @throws what `loadSource` throws
   */
  credentials(plan: SourcePlan, region: string, signal: AbortSignal): Promise<SourceCredentials> {
    return this.once(`credentials ${JSON.stringify(plan)}`, () =>
      loadSource(plan, { region, endpoint: this.endpoint(), mfa: this.mfa(signal) }),
    );
  }

  /** Where codes of MFA devices come from. */
  mfa(signal: AbortSignal): MfaSettings {
    const [code, serial, command] = (['mfaCode', 'mfaSerial', 'mfaCommand'] as const).map((name) => this.setting(name));
    return { code, serial, command, env: this.env(), endsAt: this.began + this.timeoutMs(), signal };
  }

  /** Milliseconds for the whole, as far as they are known by now. */
  timeoutMs(): number {
    const options = this.done.get('options') as ResolvedOptions | undefined;
    const value = options?.values.timeoutMs ?? this.early.value('timeoutMs');
    return typeof value === 'number' && value > 0 ? value : DEFAULTS.timeoutMs;
  }

  /** URL of the STS endpoint, where one is set. */
  endpoint(): string | undefined {
    return this.setting('endpoint') ?? configuredEndpoint(this.env(), 'STS');
  }

  /** An error as it may be shown: without what AWS keeps secret. */
  shown(error: unknown): unknown {
    return this.secrets.shown(error);
  }

  /** Where relative paths in options start. */
  baseDir(): string {
    return this.config()?.dir ?? this.context.cwd;
  }

  /** What the questions about the target are asked of. */
  input(): TargetInput {
    return { ...this.inputOn(this.resolver()), options: this.options() };
  }

  private config(): Config | undefined {
    return this.source.config();
  }

  private resolver(): Resolver {
    return this.resolvers.resolver();
  }

  private services(): Services {
    return this.once('services', () => {
      const handed = handedAnswers(this.processEnv);
      const folder = (): string | undefined => cacheFolder(this.cacheSetting(), this.baseDir());
      return awsServices({
        env: () => this.env(),
        projectDir: this.baseDir(),
        region: () => readRegion(this.lightInput()).value,
        plan: () => this.plan(),
        credentials: (plan, region, signal) => this.credentials(plan, region, signal),
        stsEndpoint: () => this.endpoint(),
        accounts: {
          read: (key) => keptAccount(folder(), key),
          keep: (key, accountId) => keepAccount(folder(), key, accountId),
        },
        handed: {
          // In JSON, "there is none" is null.
          read: (key) => (Object.hasOwn(handed, key) ? { value: handed[key] ?? undefined } : undefined),
          note: (key, value) => void (this.answers[key] = value ?? null),
        },
        noteSecret: (value) => this.secrets.add(value),
      });
    });
  }

  private cacheSetting(): boolean | string {
    const early = this.early.value('cache') ?? this.inFile.value('cache');
    return typeof early === 'boolean' || typeof early === 'string' ? early : true;
  }

  /** For what may be asked while the options themselves are being resolved. */
  private lightInput(): TargetInput {
    const resolver = this.resolver();
    return { ...this.inputOn(resolver), options: this.lightOptions(resolver) };
  }

  private inputOn(resolver: Resolver): Omit<TargetInput, 'options'> {
    return { config: this.config(), resolver, env: this.env(), services: this.services(), files: () => [...this.files] };
  }

  private lightOptions(resolver: Resolver): ResolvedOptions {
    const names = ['stage', 'region', 'profile'] as const;
    const values = Object.fromEntries(names.map((name) => [name, this.settingOn(resolver, name)])) as unknown as ResolvedOptions['values'];
    return { values, origin: (name) => this.early.originOf(name)?.label(name) ?? `custom.sts in ${this.config()?.name ?? ''}` };
  }

  private stageBy(resolver: Resolver): string {
    // Not `lightInput`: the environment is what may be in question here.
    const options = {
      values: { stage: this.settingOn(resolver, 'stage') },
      origin: () => 'the option stage',
    } as unknown as ResolvedOptions;
    return readStage({ options, config: this.config(), resolver, env: this.processEnv, services: this.services(), files: () => [] }).value;
  }

  /** `undefined` as long as AWS has to be asked for it: whoever asks must not depend on the answer. */
  private localStage(): string | undefined {
    try {
      return readStage(this.lightInput()).value;
    } catch (error) {
      if (error instanceof Pending && error.question.asks !== undefined) return undefined;
      throw error;
    }
  }

  private setting(name: OptionName): string | undefined {
    return this.settingOn(this.resolver(), name);
  }

  private settingOn(resolver: Resolver, name: OptionName): string | undefined {
    const early = this.early.text(name);
    if (early !== undefined) return early;
    const value = this.inFile.value(name, resolver);
    return typeof value === 'string' ? value : undefined;
  }

  /** A wrong option may be why the configuration cannot be read: it is the first thing to tell. */
  private sooner<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (isStsError(error)) mergeOptions(this.early.origins);
      throw error;
    }
  }

  private once<T>(name: string, make: () => T): T {
    if (this.done.has(name)) return this.done.get(name) as T;
    const made = make();
    this.done.set(name, made);
    return made;
  }
}
