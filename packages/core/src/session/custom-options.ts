import type { Config } from '../config/index.js';
import {
  commandsComplaints,
  DEPLOY_OPTIONS,
  deployComplaints,
  givenOptions,
  isObject,
  nearest,
  ONLY_IN_FILE,
  type OptionOrigin,
} from '../options/index.js';
import type { Resolver } from '../variables/index.js';

const BLOCK = ['custom', 'sts'] as const;

/** The options of the `custom.sts` block; `undefined` where there is none. What is for `@sts/serverless` alone is not resolved. */
export function customOptions(config: Config | undefined, resolver: () => Resolver): OptionOrigin | undefined {
  if (config === undefined) return undefined;
  const block = resolver().value(BLOCK);
  if (block === undefined || block === null) return undefined;
  const label = `custom.sts in ${config.name}`;
  if (!isObject(block)) return { values: {}, label: () => label, problems: [`${label} is not an object of options`] };
  const names = Object.keys(block).filter((name) => !isOnlyInFile(name));
  const values = Object.fromEntries(names.map((name) => [name, resolver().whole([...BLOCK, name])]));
  const { config: misplaced, ...given } = values;
  const problems = misplaced === undefined ? [] : [`config (from ${label}): says where the configuration is, so it cannot stand in it`];
  return { ...givenOptions(given, label), problems, others: ONLY_IN_FILE };
}

/** The options of `custom.sts.deploy`; `undefined` where there is none. */
export function deployOptions(config: Config | undefined, resolver: () => Resolver): OptionOrigin | undefined {
  if (config === undefined) return undefined;
  const block = resolver().whole([...BLOCK, 'deploy']);
  if (block === undefined || block === null) return undefined;
  const label = `custom.sts.deploy in ${config.name}`;
  const wrong = deployComplaints(block);
  if (wrong.length > 0) return { values: {}, label: () => label, problems: wrong.map((complaint) => `${label} ${complaint}`) };
  if (!isObject(block)) return givenOptions({ roleArn: block }, label);
  const known = Object.entries(block).filter(([name]) => (DEPLOY_OPTIONS as readonly string[]).includes(name));
  const others = Object.keys(block).filter((name) => !(DEPLOY_OPTIONS as readonly string[]).includes(name));
  return { ...givenOptions(Object.fromEntries(known), label), problems: others.map((name) => notOfDeploy(name, label)) };
}

/** The commands of `custom.sts.commands`, with what is wrong with them. */
export function customCommands(config: Config | undefined, resolver: () => Resolver): { commands: string[]; problems: string[] } {
  const value = config === undefined ? undefined : resolver().whole([...BLOCK, 'commands']);
  if (value === undefined || value === null) return { commands: [], problems: [] };
  const problems = commandsComplaints(value).map((complaint) => `custom.sts.commands in ${config?.name ?? ''} ${complaint}`);
  return { commands: problems.length > 0 ? [] : (value as string[]).map((name) => name.trim().replaceAll(/\s+/g, ' ')), problems };
}

/** Whether `custom.sts.deploy` is there; what it says is not resolved. */
export function hasDeploy(config: Config | undefined, resolver: () => Resolver): boolean {
  if (config === undefined) return false;
  const block = resolver().value(BLOCK);
  return isObject(block) && block['deploy'] !== undefined && block['deploy'] !== null;
}

/** `custom.sts.variables` as it is written: it is what variables are looked up in. */
export function givenVariables(config: Config | undefined): Record<string, unknown> {
  const custom = config?.content['custom'] as { sts?: { variables?: unknown } } | undefined;
  const variables = custom?.sts?.variables;
  return typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {};
}

function isOnlyInFile(name: string): boolean {
  return (ONLY_IN_FILE as readonly string[]).includes(name);
}

function notOfDeploy(name: string, label: string): string {
  const meant = nearest(name, DEPLOY_OPTIONS);
  return `${name} (from ${label}): no such option of a role that deploys.${meant === undefined || meant === name ? '' : ` Did you mean ${meant}?`}`;
}
