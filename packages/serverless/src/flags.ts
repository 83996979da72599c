import { existsSync } from 'node:fs';
import path from 'node:path';
import { commandDoor, type StsOptions } from '@sts/core/runner';
import type { CommandTree, Flags, Serverless } from './host.js';
import { isDeployCommand } from './role-kinds.js';

/** The options that a command line gives: Serverless's own flags, and ours before them. */
export function optionsOf(serverless: Serverless, flags: Flags): StsOptions {
  const given = {
    config: configFile(serverless),
    stage: textOf(flags['stage']),
    region: textOf(flags['region']),
    profile: textOf(flags['aws-profile']),
    params: paramsOf(flags['param']),
    ...commandDoor().optionsOfFlags(flags),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as StsOptions;
}

/** The flags among those given that are ours, as one writes them. */
export function ourFlags(flags: Flags): string[] {
  const known = commandDoor().OPTION_FLAGS.map(({ flag }) => flag);
  return Object.keys(flags).filter((name) => known.includes(name) && flags[name] !== undefined && flags[name] !== null);
}

/** The folder of the service. */
export function folderOf({ serviceDir, config }: Serverless): string {
  return serviceDir ?? config?.servicePath ?? process.cwd();
}

/**
 * The commands with our flags, so that Serverless takes them; only of commands that there are, for one that is declared is
 * one that can be run.
 */
export function withFlags(commands: readonly string[], known: CommandTree): CommandTree {
  const tree: CommandTree = {};
  for (const command of commands) declare(tree, command.split(' '), known, flagsOf(command));
  return tree;
}

type Options = NonNullable<CommandTree[string]['options']>;

/** Stage and region of a deployment are Serverless's own. */
function flagsOf(command: string): Options {
  const flags = commandDoor().OPTION_FLAGS.filter(({ deploys }) => deploys || !isDeployCommand(command));
  return Object.fromEntries(flags.map(({ name, flag }) => [flag, { usage: `Option ${name} of @sts/serverless`, type: 'string' }]));
}

function declare(tree: CommandTree, [name, ...rest]: readonly string[], known: CommandTree, options: Options): void {
  const found = name === undefined ? undefined : known[name];
  if (name === undefined || found === undefined) return;
  // What is only on the way to another command gets nothing.
  const mine = (tree[name] ??= { type: 'container' });
  if (rest.length > 0) {
    mine.commands ??= {};
    declare(mine.commands, rest, found.commands ?? {}, options);
    return;
  }
  delete mine.type;
  if (found.usage !== undefined) mine.usage = found.usage;
  if (found.lifecycleEvents !== undefined) mine.lifecycleEvents = found.lifecycleEvents;
  mine.options = options;
}

/** Version 4 gives the name without its ending. */
function configFile(serverless: Serverless): string | undefined {
  const { configurationFilename } = serverless;
  if (configurationFilename === undefined) return undefined;
  const file = path.join(folderOf(serverless), configurationFilename);
  return existsSync(file) ? file : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function paramsOf(value: unknown): Record<string, string> | undefined {
  if (!Array.isArray(value)) return undefined;
  const pairs = value.map((pair) => /^([^=]+)=(.*)$/s.exec(String(pair))).filter((match) => match !== null);
  return Object.fromEntries(pairs.map(([, name = '', text = '']) => [name, text]));
}
