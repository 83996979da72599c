// What the plugin uses of Serverless and osls, versions 3 and 4. Both hand over more; none of it has types of its own.

/** The flags of the command line, by name. */
export type Flags = Readonly<Record<string, unknown>>;

/** A hook of a plugin. */
export type Hook = () => unknown;

/** A command, and those below it. */
export interface CommandTree {
  [name: string]: {
    usage?: string;
    type?: 'container';
    lifecycleEvents?: readonly string[];
    options?: Record<string, { usage: string; type: 'string' }>;
    commands?: CommandTree;
  };
}

/** What runs plugins. */
export interface PluginManager {
  hooks: Record<string, { hook: Hook }[] | undefined>;
  getCommands(): CommandTree;
  spawn(command: readonly string[] | string): Promise<unknown>;
}

/** The instance that a plugin is made with. */
export interface Serverless {
  serviceDir?: string;
  configurationFilename?: string;
  /** Serverless 3 has the folder here too. */
  config?: { servicePath?: string };
  processedInput: { commands: readonly string[]; options?: Flags; isHelpRequest?: boolean };
  classes?: { Error?: new (message: string, code: string) => Error };
  pluginManager: PluginManager;
  getProvider(name: string): unknown;
}

/** What writes to the terminal. */
export interface Utils {
  log?: Partial<Record<'notice' | 'error', (text: string) => void>>;
}

/** The command as one writes it: `offline start`. */
export function commandOf({ processedInput }: Serverless): string {
  return processedInput.commands.join(' ');
}

/** Whether only help is asked for. */
export function isHelp({ processedInput }: Serverless): boolean {
  const { options, isHelpRequest, commands } = processedInput;
  return isHelpRequest === true || options?.['help'] === true || options?.['h'] === true || commands[0] === 'help' || commands.length === 0;
}
