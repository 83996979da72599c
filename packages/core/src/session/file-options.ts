import type { Config } from '../config/index.js';
import { isStsError, StsError } from '../errors/index.js';
import {
  isAboutRole,
  isSettledByCommand,
  type OptionName,
  type OptionOrigin,
  type ResolvedOptions,
  withoutRole,
} from '../options/index.js';
import type { Resolver } from '../variables/index.js';
import { customCommands, customOptions, deployOptions, hasDeploy } from './custom-options.js';
import type { SessionContext } from './types.js';

/** What `custom.sts` says to `@sts/serverless` alone. */
export interface CommandSettings {
  /** Commands that run as the role of the code, by their names (`dynamodb migrate`). */
  commands: readonly string[];
  /** Whether there is a role that deploys. */
  deploys: boolean;
}

/** The options that stand in the configuration: which block counts for which use, and what is wrong with it. */
export class FileOptions {
  private readonly use: SessionContext['use'];
  private readonly config: () => Config | undefined;
  private readonly resolver: () => Resolver;

  constructor(use: SessionContext['use'], config: () => Config | undefined, resolver: () => Resolver) {
    this.use = use;
    this.config = config;
    this.resolver = resolver;
  }

  /** The blocks that have a say, the first winning. */
  origins(): OptionOrigin[] {
    const custom = customOptions(this.config(), this.resolver);
    const forRole = custom === undefined ? [] : [custom];
    if (this.use !== 'deploy') return forRole;
    const deploy = deployOptions(this.config(), this.resolver);
    return [...(deploy === undefined ? [] : [deploy]), ...forRole.map(withoutRole)];
  }

  /** One option, for what is asked before all of them are known; unchecked. */
  value(name: OptionName, resolver: Resolver = this.resolver()): unknown {
    if (this.use !== 'deploy') return resolver.value(['custom', 'sts', name]);
    if (isSettledByCommand(name)) return undefined;
    const own = beforeItIsKnown(() => resolver.value(['custom', 'sts', 'deploy', name]));
    return own ?? (isAboutRole(name) ? undefined : resolver.value(['custom', 'sts', name]));
  }

  /**
   * What is wrong with options that are right one by one.
   * @throws `STS_OPTIONS_INVALID`
   */
  check({ values }: ResolvedOptions): void {
    if (this.use !== 'deploy' || values.roleArn !== undefined || !values.enabled) return;
    throw new StsError({
      code: 'STS_OPTIONS_INVALID',
      message: 'custom.sts.deploy names no role to deploy as: it has no roleArn.',
      hint: [
        'Name the role in the account to deploy into:',
        '',
        'custom:',
        '  sts:',
        '    deploy: arn:aws:iam::<account>:role/<name>',
      ].join('\n'),
    });
  }

  /**
   * What is said to `@sts/serverless`.
   * @throws `STS_OPTIONS_INVALID`
   */
  commandSettings(): CommandSettings {
    const { commands, problems } = customCommands(this.config(), this.resolver);
    const [problem] = problems;
    if (problem === undefined) return { commands, deploys: hasDeploy(this.config(), this.resolver) };
    throw new StsError({
      code: 'STS_OPTIONS_INVALID',
      message: `An option is wrong: ${problem}`,
      hint: 'For example: commands: [dynamodb migrate]',
    });
  }
}

/** Where the whole of `custom.sts.deploy` is a variable, what is asked on the way to it cannot stand in it. */
function beforeItIsKnown(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (isStsError(error, 'STS_VARIABLE_CYCLE')) return undefined;
    throw error;
  }
}
