import { StsError } from '../errors/index.js';
import type { Lookups } from '../lookups/index.js';
import type { Env } from '../source/index.js';
import { createResolver, type Resolver, type Services, type VariableSource } from '../variables/index.js';
import { composeParams } from './compose.js';
import type { ConfigSource } from './config-source.js';
import { givenVariables } from './custom-options.js';
import { resolveBeforeDotenv, withDotenv } from './dotenv.js';
import type { EarlyOptions } from './early-options.js';
import { variableSources } from './variable-sources.js';

/** What variables are resolved with. */
interface World {
  early: EarlyOptions;
  source: ConfigSource;
  lookups: Lookups;
  /** The environment of the process, without our own changes. */
  processEnv: Env;
  /** Takes note of a file that is read. */
  noteFile: (file: string) => void;
  services: () => Services;
  region: () => string;
  /** The stage, by one resolver or the other. */
  stageBy: (resolver: Resolver) => string;
}

type Sources = Record<string, VariableSource>;

/**
 * The resolvers of a configuration, and the environment that comes of it: a first one, with the environment as it is,
 * chooses the `.env` files; the other has what is in them.
 */
export class Resolvers {
  private readonly world: World;
  private readonly missing: string[] = [];
  private dotenv: Env | undefined;
  private first: Resolver | undefined;
  private main: { resolver: Resolver; env: Record<string, string | undefined> } | undefined;
  private isResolvedBefore = false;
  private isBeforeDotenv = false;

  constructor(world: World) {
    this.world = world;
  }

  /** The environment, that of `.env` files included where Serverless would load them. */
  env(): Env {
    if (this.dotenv !== undefined) return this.dotenv;
    const { processEnv, source, noteFile, stageBy } = this.world;
    const { env, files } = withDotenv(source.config(), processEnv, {
      value: (key) => this.firstResolver().value([key]),
      stage: () => stageBy(this.firstResolver()),
      missing: () => this.missing,
    });
    for (const file of files) noteFile(file);
    this.dotenv = env;
    return env;
  }

  /** The resolver for all that is asked of the configuration. */
  resolver(): Resolver {
    this.main ??= this.makeMain();
    const { resolver, env } = this.main;
    if (this.isBeforeDotenv || this.isResolvedBefore) return resolver;
    // What is resolved here may come back for the resolver.
    this.isBeforeDotenv = true;
    try {
      resolveBeforeDotenv(resolver, env, this.world.processEnv);
      this.isResolvedBefore = true;
    } finally {
      this.isBeforeDotenv = false;
    }
    return resolver;
  }

  private makeMain(): { resolver: Resolver; env: Record<string, string | undefined> } {
    const env = { ...this.env() };
    return { env, resolver: this.resolverOn(env, (sources) => this.withoutMisses(sources)) };
  }

  /** Before the `.env` files are read, what is not set may be set in them: no fallback counts yet. */
  private withoutMisses({ env, ...sources }: Sources): Sources {
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
    const { processEnv } = this.world;
    this.first ??= this.resolverOn(processEnv, ({ env, ...sources }) => ({
      ...sources,
      env: (request, tools) => {
        const name = String(request.address);
        if (processEnv[name] === undefined) this.missing.push(name);
        return env?.(request, tools);
      },
    }));
    return this.first;
  }

  private resolverOn(env: Env, adapt: (sources: Sources) => Sources): Resolver {
    const { early, source, lookups, noteFile, services, region, stageBy } = this.world;
    const config = source.config();
    const stage = (): string => stageBy(resolver);
    const local = { env, options: early.commandLine(), params: early.params(), lookups, noteFile };
    const compose = source.service();
    if (compose !== undefined) noteFile(compose.compose.file);
    const sources = variableSources({
      ...local,
      dir: config?.dir ?? '.',
      composeParam: compose === undefined ? () => undefined : composeParams({ ...compose, ...local, stage }),
      services: services(),
      region,
    });
    const resolver = createResolver({
      configuration: config?.content ?? {},
      fileName: config?.name ?? 'the configuration',
      sources: adapt(sources),
      given: { ...givenVariables(config), ...early.entries('variables') },
      lookups,
      stage,
    });
    return resolver;
  }
}
