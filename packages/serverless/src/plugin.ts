import { commandDoor, StsError } from '@sts/core/runner';
import { checkCommands, namesOf } from './command-names.js';
import { folderOf, optionsOf, ourFlags, withFlags } from './flags.js';
import { commandOf, type CommandTree, type Flags, type Hook, isHelp, type Serverless, type Utils } from './host.js';
import { CODE_COMMANDS, DEPLOY_COMMANDS, DEPLOY_EVENTS, roleKind } from './role-kinds.js';
import { RoleProcess } from './role-process.js';
import { asServerlessError } from './shown.js';

interface Settings {
  commands: readonly string[];
  deploys: boolean;
}

const NOTHING: Settings = { commands: [], deploys: false };

/**
 * Plugin of Serverless and osls: `plugins: ['@sts/serverless']`. `offline`, `invoke local` and the commands of
 * `custom.sts.commands` run as the role of the code; `deploy` and what else asks the deployed service as that of
 * `custom.sts.deploy`. A refusal ends the command before it starts anything.
 */
export class StsPlugin {
  /** Serverless reads it twice: for what can be run, when nothing is in it, and then for the flags of all commands. */
  commands: CommandTree = {};
  readonly hooks: Record<string, Hook>;
  private readonly serverless: Serverless;
  private readonly flags: Flags;
  private readonly utils: Utils;
  private settings: Settings = NOTHING;
  private prepared: Promise<void> | undefined;
  private role: RoleProcess | undefined;

  constructor(serverless: Serverless, flags: Flags = {}, utils: Utils = {}) {
    this.serverless = serverless;
    this.flags = flags;
    this.utils = utils;
    const start = this.shown(() => this.start());
    const becomeCode = this.shown(() => this.become('code'));
    const becomeDeploy = this.shown(() => this.become('deploy'));
    this.hooks = {
      initialize: start,
      'before:offline:start': becomeCode,
      'before:offline:start:init': becomeCode,
      'before:invoke:local:loadEnvVars': this.shown(() => this.openFor('code')),
      'before:invoke:local:invoke': becomeCode,
      ...Object.fromEntries(DEPLOY_EVENTS.map((event) => [event, becomeDeploy])),
    };
  }

  /** All plugins are there, and no variable has asked AWS yet: what those ask for a deployment is of the account it goes to. */
  asyncInit(): Promise<void> {
    this.prepared ??= this.shown(() => this.prepare())();
    return this.prepared;
  }

  private async prepare(): Promise<void> {
    const { pluginManager } = this.serverless;
    for (const [event, hook] of Object.entries(this.hooks)) toFront(pluginManager.hooks[event], hook);
    const known = pluginManager.getCommands();
    const help = isHelp(this.serverless);
    this.settings = help ? await this.readSettings().catch(() => NOTHING) : await this.readSettings();
    const { commands, deploys } = this.settings;
    this.commands = withFlags([...CODE_COMMANDS, ...DEPLOY_COMMANDS, ...commands], known);
    if (help) return;
    checkCommands(commands, deploys, namesOf(known));
    if (this.kind() === 'deploy') await this.become('deploy');
  }

  /** Before any other hook: a refusal comes before anything is started. */
  private async start(): Promise<void> {
    await this.asyncInit();
    const kind = this.kind();
    if (kind === undefined) return this.checkFlags();
    if (kind === 'code') await (commandOf(this.serverless) === 'invoke local' ? this.openFor(kind) : this.become(kind));
  }

  private kind(): 'code' | 'deploy' | undefined {
    const deploys = this.settings.deploys || typeof this.flags['sts-role-arn'] === 'string';
    return roleKind(commandOf(this.serverless), { ...this.settings, deploys });
  }

  private async become(use: 'code' | 'deploy'): Promise<void> {
    const isOurs = use === 'code' || this.kind() === 'deploy' || this.settings.deploys;
    // The first role stays: what one command starts of another is part of it.
    if (isOurs && (this.role === undefined || this.roleIs(use))) await this.roleFor(use).enter();
  }

  private async openFor(use: 'code' | 'deploy'): Promise<void> {
    if (this.role === undefined || this.roleIs(use)) await this.roleFor(use).open();
  }

  private use: 'code' | 'deploy' | undefined;

  private roleIs(use: 'code' | 'deploy'): boolean {
    return this.use === use;
  }

  private roleFor(use: 'code' | 'deploy'): RoleProcess {
    this.use ??= use;
    this.role ??= new RoleProcess(this.serverless, this.utils, {
      use,
      options: this.optionsFor(use),
      offline: commandOf(this.serverless).startsWith('offline'),
    });
    return this.role;
  }

  private optionsFor(use: 'code' | 'deploy'): ReturnType<typeof optionsOf> {
    const options = optionsOf(this.serverless, this.flags);
    if (use === 'deploy') return options;
    const name = this.flags['function'];
    const isOfFunction = commandOf(this.serverless) === 'invoke local' && typeof name === 'string';
    // Serverless itself gives each function its variables.
    return { ...(isOfFunction ? { function: name } : {}), ...options, environment: false };
  }

  private readSettings(): Promise<Settings> {
    return commandDoor().commandSettingsIn(optionsOf(this.serverless, this.flags), {
      cwd: folderOf(this.serverless),
      env: process.env,
      optionsFrom: 'the command line',
      refusalsSince: 0,
    });
  }

  private checkFlags(): void {
    const [flag] = ourFlags(this.flags);
    if (flag === undefined) return;
    throw new StsError({
      code: 'STS_OPTIONS_INVALID',
      message: `--${flag} is given, and no role is named that "${commandOf(this.serverless)}" could run as.`,
      hint: 'Name it in custom.sts.deploy, or with --sts-role-arn arn:aws:iam::<account>:role/<name>.',
    });
  }

  private shown(work: () => Promise<void>): () => Promise<void> {
    return async () => {
      try {
        await work();
      } catch (error) {
        throw asServerlessError(error, this.serverless);
      }
    };
  }
}

/** Hooks run in the order of the plugins; ours comes first whatever that is. */
function toFront(hooks: { hook: Hook }[] | undefined, hook: Hook): void {
  const index = hooks?.findIndex((entry) => entry.hook === hook) ?? -1;
  if (hooks === undefined || index < 1) return;
  hooks.unshift(...hooks.splice(index, 1));
}
