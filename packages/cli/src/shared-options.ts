import { createRequire } from 'node:module';
import { flags, type SessionContext, type StsOptions } from '@sts/core/runner';
import { type Command, Option } from 'commander';

const requireHere = createRequire(__filename);

/** The heading over the options that all packages have. */
const GROUP = 'Options of all @sts packages (docs/options.md; also STS_* and custom.sts):';

/** Adds the options of all packages to a command, from the one table that there is of them. */
export function addSharedOptions(command: Command, isHidden = false): Command {
  const { OPTION_NAMES, OPTION_TABLE, optionFromText } = flags();
  for (const name of OPTION_NAMES) {
    const { kind } = OPTION_TABLE[name];
    const option = new Option(`${flagOf(name)} ${PLACEHOLDERS[kind]}`)
      .argParser((text: string, before: unknown) => together(before, optionFromText(name, text)))
      .helpGroup(GROUP)
      .hideHelp(isHidden);
    command.addOption(option);
    // What may be `false` has a short way to say so.
    if (kind.startsWith('boolean')) command.addOption(new Option(flagOf(name).replace('--', '--no-')).hideHelp());
  }
  return command;
}

const PLACEHOLDERS = {
  text: '<text>',
  number: '<number>',
  boolean: '<true|false>',
  'boolean-or-text': '<text|false>',
  list: '<a,b>',
  map: '<a=1,b=2>',
  'object-or-text': '<text|json>',
} as const;

/** The flag of an option: `--role-arn`. */
function flagOf(name: keyof StsOptions): string {
  return `--${flags().optionWords(name)}`;
}

/** Lists and maps may be given in several flags. */
function together(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value)) return [...(before as unknown[]), ...(value as unknown[])];
  if (isMap(before) && isMap(value)) return { ...before, ...value };
  return value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The options that were given to a command as flags, before its name or behind it. */
export function sharedOptions(command: Command): StsOptions {
  const given = command.optsWithGlobals<Record<string, unknown>>();
  const { OPTION_NAMES } = flags();
  return Object.fromEntries(OPTION_NAMES.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
}

/** Where and for whom sessions are opened here. */
export function contextHere(env: Record<string, string | undefined> = process.env): SessionContext {
  return {
    cwd: process.cwd(),
    env,
    optionsFrom: { rest: 'the command line', byName: Object.fromEntries(flags().OPTION_NAMES.map((name) => [name, flagOf(name)])) },
    refusalsSince: Math.floor(performance.timeOrigin),
  };
}

/**
 * What help says of a shared option: its doc comment, which the schema for editors has, without the variable that has the
 * same name. `undefined` for another option.
 */
export function sharedDescription(name: string): string | undefined {
  const schema = requireHere('@sts/core/serverless.schema.json') as {
    $defs: { StsOptions: { properties: Record<string, { description?: string }> } };
  };
  return schema.$defs.StsOptions.properties[name]?.description?.replaceAll('`', '').replace(/\.? STS_[A-Z_]+[^.]*$/, '');
}
