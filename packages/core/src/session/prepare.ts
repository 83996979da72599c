import { type AssumeRequest, buildRequest } from '../assume/index.js';
import { cacheFolder, cacheKey } from '../cache/index.js';
import { type Config, findConfig, readConfig, readDataFile } from '../config/index.js';
import { withoutLayers } from '../environment/index.js';
import { isStsError } from '../errors/index.js';
import {
  environmentOptions,
  givenOptions,
  mergeOptions,
  type OptionOrigin,
  type ResolvedOptions,
  type StsOptions,
} from '../options/index.js';
import { type Env, planSource, sourceFingerprint, type SourcePlan } from '../source/index.js';
import { readStage, readTarget, type Target } from '../target/index.js';
import {
  createResolver,
  envSource,
  fileSource,
  optSource,
  paramSource,
  type Resolver,
  selfSource,
  slsSource,
  strToBoolSource,
} from '../variables/index.js';
import type { SessionContext } from './types.js';

/** All that is known before anything is sent: which role, who asks, with which parameters, kept where. */
export interface Prepared {
  options: ResolvedOptions;
  target: Target;
  source: SourcePlan;
  request: AssumeRequest;
  endpoint: string | undefined;
  /** The key of the answer. */
  key: string;
  /** Folder of the cache, not made yet; `undefined` when there is to be none. */
  folder: string | undefined;
}

/** The options, and what the target can be read from. */
export interface Readings {
  options: ResolvedOptions;
  /** Which role is meant, and where; resolves what that needs. Throws what the questions throw. */
  target: () => Target;
  /** The environment without our own changes. */
  env: Env;
  /** Where relative paths in options start. */
  baseDir: string;
}

/** Whether the options, of whatever origin that can be read, switch the packages off. Throws what the options throw. */
export function isSwitchedOff(given: StsOptions, context: SessionContext): boolean {
  const early = earlyOrigins(given, context);
  return enabledOf(early) === false && !mergeOptions(early).values.enabled;
}

/**
 * Reads configuration and options; sends nothing.
 * @throws what options, configuration and variables throw
 */
export function readEverything(given: StsOptions, context: SessionContext): Readings {
  const env = withoutLayers(context.env);
  const early = earlyOrigins(given, context);
  const { config, resolver, custom, files } = readConfiguration(early, context, env);
  const options = mergeOptions(custom === undefined ? early : [...early, custom]);
  const target = (): Target => readTarget({ options, config, resolver, env, files: () => [...files] });
  return { options, target, env, baseDir: config?.dir ?? context.cwd };
}

/**
 * Prepares the one call; sends nothing.
 * @throws what the source credentials' plan and the session policy throw
 */
export function prepare({ options, env, baseDir }: Readings, target: Target): Prepared {
  const request = buildRequest(target, options, baseDir);
  const profileFrom = options.values.profile === undefined ? 'provider.profile' : options.origin('profile');
  const profile = target.profile === undefined ? undefined : { name: target.profile, from: profileFrom };
  const source = planSource(env, profile, options.values.profile !== undefined);
  const endpoint = options.values.endpoint ?? configuredEndpoint(env);
  const { TokenCode: _usedOnce, ...lasting } = request;
  const key = cacheKey([1, lasting, target.region, endpoint ?? null, sourceFingerprint(source, env)]);
  return { options, target, source, request, endpoint, key, folder: cacheFolder(options.values.cache, baseDir) };
}

function earlyOrigins(given: StsOptions, context: SessionContext): OptionOrigin[] {
  return [givenOptions({ ...given }, context.optionsFrom), environmentOptions(withoutLayers(context.env))];
}

interface Configuration {
  config: Config | undefined;
  resolver: Resolver;
  custom: OptionOrigin | undefined;
  files: Set<string>;
}

function readConfiguration(early: OptionOrigin[], context: SessionContext, env: Env): Configuration {
  try {
    const config = locate(early, context);
    const files = new Set(config === undefined ? [] : [config.file]);
    const resolver = resolverFor(config, early, env, files);
    return { config, resolver, custom: customOrigin(config, resolver), files };
  } catch (error) {
    // A wrong option may be why the configuration cannot be read: it is the first thing to tell.
    mergeOptions(early);
    throw error;
  }
}

/** Where the role is named by an option, a project needs no configuration; one that is named must exist. */
function locate(early: OptionOrigin[], context: SessionContext): Config | undefined {
  const named = early.find((origin) => typeof origin.values['config'] === 'string');
  try {
    return readConfig(findConfig(context.cwd, named && { file: String(named.values['config']), origin: named.label('config') }));
  } catch (error) {
    const roleIsGiven = early.some((origin) => Object.hasOwn(origin.values, 'roleArn'));
    if (named === undefined && roleIsGiven && isStsError(error, 'STS_CONFIG_NOT_FOUND')) return undefined;
    throw error;
  }
}

function customOrigin(config: Config | undefined, resolver: Resolver): OptionOrigin | undefined {
  if (config === undefined) return undefined;
  const block = resolver.whole(['custom', 'sts']);
  if (block === undefined || block === null) return undefined;
  const label = `custom.sts in ${config.name}`;
  if (typeof block !== 'object' || Array.isArray(block)) {
    return { values: {}, label: () => label, problems: [`${label} is not an object of options`] };
  }
  const { config: misplaced, ...values } = block as Record<string, unknown>;
  const problems = misplaced === undefined ? [] : [`config (from ${label}): says where the configuration is, so it cannot stand in it`];
  return { ...givenOptions(values, label), problems };
}

function resolverFor(config: Config | undefined, early: OptionOrigin[], env: Env, files: Set<string>): Resolver {
  const text = (name: 'stage' | 'region'): string | undefined => {
    const value = early.find((origin) => Object.hasOwn(origin.values, name))?.values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const given = Object.fromEntries(
    (['stage', 'region'] as const).flatMap((name) => {
      const value = text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Record<string, string>;
  const resolver: Resolver = createResolver({
    configuration: config?.content ?? {},
    fileName: config?.name ?? 'the configuration',
    sources: {
      env: envSource(env),
      file: fileSource(config?.dir ?? '.', (file) => {
        files.add(file);
        return readDataFile(file);
      }),
      opt: optSource(given),
      param: paramSource(paramsOf(early)),
      self: selfSource(),
      sls: slsSource(),
      strToBool: strToBoolSource(),
    },
    stage: () => {
      const options: ResolvedOptions = {
        values: { stage: given['stage'] ?? stageOfCustom(resolver) } as ResolvedOptions['values'],
        origin: () => 'the option stage',
      };
      return readStage({ options, config, resolver, env, files: () => [...files] }).value;
    },
  });
  return resolver;
}

function stageOfCustom(resolver: Resolver): string | undefined {
  const value = resolver.value(['custom', 'sts', 'stage']);
  return typeof value === 'string' ? value : undefined;
}

function paramsOf(early: OptionOrigin[]): Record<string, string> {
  const params = early.find((origin) => Object.hasOwn(origin.values, 'params'))?.values['params'];
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

function enabledOf(early: OptionOrigin[]): unknown {
  return early.find((origin) => Object.hasOwn(origin.values, 'enabled'))?.values['enabled'];
}

/** The SDK's own rule for an STS endpoint in the environment. */
function configuredEndpoint(env: Env): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  return env['AWS_ENDPOINT_URL_STS'] || env['AWS_ENDPOINT_URL'] || undefined;
}
