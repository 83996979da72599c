import {
  type CheckedFiles,
  type Compose,
  type ComposeService,
  type Config,
  findCompose,
  findConfig,
  type Loading,
  readConfig,
  serviceOf,
} from '../config/index.js';
import { isStsError } from '../errors/index.js';
import type { Lookups } from '../lookups/index.js';
import type { EarlyOptions } from './early-options.js';

/** The configuration that is meant, read once. */
export class ConfigSource {
  private readonly early: EarlyOptions;
  private readonly cwd: string;
  private readonly loading: Loading;
  private readonly files: Set<string>;
  private readonly checked: CheckedFiles;
  private found: { config: Config | undefined } | undefined;
  private readonly composes = new Map<string, Compose | undefined>();

  /** @param files takes the names of those that are read */
  constructor(early: EarlyOptions, cwd: string, lookups: Lookups, files: Set<string>, checked: CheckedFiles) {
    this.early = early;
    this.cwd = cwd;
    this.loading = { lookups, noteFile: (file) => files.add(file) };
    this.files = files;
    this.checked = checked;
  }

  /** The configuration; `undefined` where the role is named by an option and there is none. */
  config(): Config | undefined {
    if (this.found === undefined) {
      this.found = { config: this.locate() };
      if (this.found.config !== undefined) this.files.add(this.found.config.file);
    }
    return this.found.config;
  }

  /** The service of Serverless Compose that the configuration is, if it is one. */
  service(): { compose: Compose; service: ComposeService } | undefined {
    const config = this.config();
    const compose = config && this.compose(config.dir);
    const service = config && serviceOf(compose, config.file);
    return compose && service && { compose, service };
  }

  /** Where the role is named by an option, a project needs no configuration; one that is named must exist. */
  private locate(): Config | undefined {
    const file = this.early.text('config');
    const origin = this.early.originOf('config')?.label('config') ?? '';
    try {
      const named = file === undefined ? undefined : { file, origin };
      return readConfig(
        findConfig(this.cwd, named, () => this.compose(this.cwd)),
        this.loading,
        this.checked,
      );
    } catch (error) {
      const roleIsGiven = this.early.originOf('roleArn') !== undefined;
      if (file === undefined && roleIsGiven && isStsError(error, 'STS_CONFIG_NOT_FOUND')) return undefined;
      throw error;
    }
  }

  private compose(from: string): Compose | undefined {
    if (!this.composes.has(from)) this.composes.set(from, findCompose(from, this.loading));
    return this.composes.get(from);
  }
}
