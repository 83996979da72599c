import path from 'node:path';
import { cacheFolder, checkedState, keepAccount, keepCheckedState, keptAccount } from '../cache/index.js';
import type { Config } from '../config/index.js';
import { withoutLayers } from '../environment/index.js';
import { isStsError, StsError } from '../errors/index.js';
import type { Lookups } from '../lookups/index.js';
import { givenOptions, mergeOptions, type OptionName, type OptionOrigin, type ResolvedOptions, type StsOptions } from '../options/index.js';
import { awsServices, configuredEndpoint } from '../services/index.js';
import { type Env, planSource, type SourcePlan } from '../source/index.js';
import {
  type Grants,
  readProfile,
  readRegion,
  readStage,
  readStatements,
  readTarget,
  type Target,
  type TargetInput,
} from '../target/index.js';
import { createResolver, type Resolver, type Services, type VariableSource } from '../variables/index.js';
import { composeParams } from './compose.js';
import { ConfigSource } from './config-source.js';
import { resolveBeforeDotenv, withDotenv } from './dotenv.js';
import { EarlyOptions } from './early-options.js';
import { handedAnswers } from './handed.js';
import { Secrets } from './secrets.js';
import type { SessionContext } from './types.js';
import { variableSources } from './variable-sources.js';

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
  private readonly secrets = new Secrets();
  private readonly context: SessionContext;
  private readonly lookups: Lookups;
  private readonly files = new Set<string>();
  private readonly source: ConfigSource;
  private readonly missing: string[] = [];
  private readonly done = new Map<string, unknown>();
  private isBeforeDotenv = false;
  /** A configuration that was found to be well-formed now. */
  private checked: { file: string; state: string } | undefined;

  constructor(given: StsOptions, context: SessionContext, lookups: Lookups) {
    this.early = new EarlyOptions(given, context);
    this.processEnv = withoutLayers(context.env);
    this.context = context;
    this.lookups = lookups;
    this.source = new ConfigSource(this.early, context.cwd, lookups, this.files, {
      state: (file) => checkedState(this.earlyFolder(path.dirname(file)), file),
      note: (file, state) => void (this.checked = { file, state }),
    });
  }

  /**
   * All options, merged and checked.
   * @throws what options, configuration and variables throw
   */
  options(): ResolvedOptions {
    return this.once('options', () => {
      const custom = this.sooner(() => this.custom());
      const options = mergeOptions(custom === undefined ? this.early.origins : [...this.early.origins, custom]);
      this.keepChecked(options.values.cache);
      return options;
    });
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
    return readStatements(this.input(), target);
  }

  /** The environment, that of `.env` files included where Serverless would load them. */
  env(): Env {
    return this.once('env', () => {
      const value = (key: string): unknown => this.firstResolver().value([key]);
      const stage = (): string => this.stageBy(this.firstResolver());
      const { env, files } = withDotenv(this.config(), this.processEnv, { value, stage, missing: () => this.missing });
      for (const file of files) this.files.add(file);
      return env;
    });
  }

  /** Who asks; nothing is loaded or sent. */
  plan(): SourcePlan {
    const profile = readProfile(this.lightInput());
    const isOption = this.setting('profile') !== undefined;
    return planSource(this.env(), profile && { name: profile.value, from: profile.from }, isOption);
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

  private config(): Config | undefined {
    return this.source.config();
  }

  private resolver(): Resolver {
    const { resolver, env } = this.once('resolver', () => {
      const copy = { ...this.env() };
      return { env: copy, resolver: this.resolverOn(copy, (sources) => this.withoutMisses(sources)) };
    });
    if (this.isBeforeDotenv) return resolver;
    // What is resolved here may come back for the resolver.
    this.isBeforeDotenv = true;
    try {
      this.once('before dotenv', () => resolveBeforeDotenv(resolver, env, this.processEnv));
    } finally {
      this.isBeforeDotenv = false;
    }
    return resolver;
  }

  /** Before the `.env` files are read, what is not set may be set in them: no fallback counts yet. */
  private withoutMisses({ env, ...sources }: Record<string, VariableSource>): Record<string, VariableSource> {
    return {
      ...sources,
      env: (request, tools) => {
        const found = env?.(request, tools);
        if (found !== undefined || !this.isBeforeDotenv) return found;
        throw new StsError({ code: 'STS_VARIABLE_UNRESOLVED', message: `${request.text} in ${request.at} has no value yet.` });
      },
    };
  }

  /** With the environment as it is, for what chooses the `.env` files; takes note of what it misses. */
  private firstResolver(): Resolver {
    return this.once('first resolver', () =>
      this.resolverOn(this.processEnv, ({ env, ...sources }) => ({
        ...sources,
        env: (request, tools) => {
          const name = String(request.address);
          if (this.processEnv[name] === undefined) this.missing.push(name);
          return env?.(request, tools);
        },
      })),
    );
  }

  private resolverOn(env: Env, adapt: (sources: Record<string, VariableSource>) => Record<string, VariableSource>): Resolver {
    const config = this.config();
    const options = this.commandLine();
    const params = this.params();
    const stage = (): string => this.stageBy(resolver);
    const sources = variableSources({
      dir: config?.dir ?? '.',
      env,
      options,
      params,
      composeParam: this.composeParam(stage, env),
      services: this.services(),
      lookups: this.lookups,
      region: () => readRegion(this.lightInput()).value,
      noteFile: (file) => this.files.add(file),
    });
    const resolver = createResolver({
      configuration: config?.content ?? {},
      fileName: config?.name ?? 'the configuration',
      sources: adapt(sources),
      given: { ...variablesIn(config), ...this.early.entries('variables') },
      lookups: this.lookups,
      stage,
    });
    return resolver;
  }

  private composeParam(stage: () => string, env: Env): (name: string) => unknown {
    const found = this.source.service();
    if (found === undefined) return () => undefined;
    this.files.add(found.compose.file);
    const { lookups } = this;
    const noteFile = (file: string): void => void this.files.add(file);
    return composeParams({ ...found, env, options: this.commandLine(), params: this.params(), stage, lookups, noteFile });
  }

  /** What `--stage` and `--region` would be. */
  private commandLine(): Record<string, string> {
    const names = ['stage', 'region'] as const;
    return Object.fromEntries(names.map((name) => [name, this.early.text(name)]).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
  }

  private params(): Record<string, string> {
    // Others are told when the options are checked.
    const plain = Object.entries(this.early.entries('params')).filter(([, value]) => typeof value !== 'object');
    return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
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

  /** The folder of the cache, as far as it is known before the configuration is. */
  private earlyFolder(dir: string): string | undefined {
    const cache = this.early.value('cache') ?? true;
    return typeof cache === 'boolean' || typeof cache === 'string' ? cacheFolder(cache, dir) : undefined;
  }

  private keepChecked(cache: boolean | string): void {
    const folder = cacheFolder(cache, this.baseDir());
    if (this.checked !== undefined && folder === this.earlyFolder(this.baseDir())) {
      keepCheckedState(folder, this.checked.file, this.checked.state);
    }
  }

  private cacheSetting(): boolean | string {
    const early = this.early.value('cache') ?? this.resolver().value(['custom', 'sts', 'cache']);
    return typeof early === 'boolean' || typeof early === 'string' ? early : true;
  }

  private custom(): OptionOrigin | undefined {
    const config = this.config();
    if (config === undefined) return undefined;
    const block = this.resolver().whole(['custom', 'sts']);
    if (block === undefined || block === null) return undefined;
    const label = `custom.sts in ${config.name}`;
    if (typeof block !== 'object' || Array.isArray(block)) {
      return { values: {}, label: () => label, problems: [`${label} is not an object of options`] };
    }
    const { config: misplaced, ...values } = block as Record<string, unknown>;
    const problems = misplaced === undefined ? [] : [`config (from ${label}): says where the configuration is, so it cannot stand in it`];
    return { ...givenOptions(values, label), problems };
  }

  private input(): TargetInput {
    return { ...this.inputOn(this.resolver()), options: this.options() };
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

  private setting(name: OptionName): string | undefined {
    return this.settingOn(this.resolver(), name);
  }

  private settingOn(resolver: Resolver, name: OptionName): string | undefined {
    const early = this.early.text(name);
    if (early !== undefined) return early;
    const value = resolver.value(['custom', 'sts', name]);
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

/** `custom.sts.variables` as it is written: it is what variables are looked up in. */
function variablesIn(config: Config | undefined): Record<string, unknown> {
  const custom = config?.content['custom'] as { sts?: { variables?: unknown } } | undefined;
  const variables = custom?.sts?.variables;
  return typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {};
}
