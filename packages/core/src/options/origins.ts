import { nearest } from './nearest.js';
import { OPTION_NAMES, OPTION_TABLE, type OptionKind, optionVariable } from './table.js';
import type { OptionName } from './types.js';

/** The options of one origin, as they came, each with where it came from in words. */
export interface OptionOrigin {
  /** Values by option name; unknown names are kept, to be complained about. */
  values: Record<string, unknown>;
  /** Where an option came from, for messages: `STS_STAGE`, `custom.sts in serverless.yml`. */
  label(name: string): string;
  /** Complaints that arose in reading the origin itself. */
  problems: string[];
  /** Names that the origin has beside the options, for who has mistyped one. */
  others?: readonly string[];
}

/** Where given options stand, in words: all in one place, or some in places of their own. */
export type OptionsFrom = string | { rest: string; byName: Readonly<Record<string, string>> };

/** The options that were handed over in code or by a runner's configuration. `undefined` counts as not given. */
export function givenOptions(values: Readonly<Record<string, unknown>>, from: OptionsFrom): OptionOrigin {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const label = (name: string): string => {
    if (typeof from === 'string') return from;
    return Object.hasOwn(from.byName, name) ? (from.byName[name] ?? from.rest) : from.rest;
  };
  return { values: Object.fromEntries(given), label, problems: [] };
}

/** What an origin says of everything but the role of the code: what holds for the role that deploys too. */
export function withoutRole(origin: OptionOrigin): OptionOrigin {
  const general = Object.entries(origin.values).filter(([name]) => !isAboutRole(name));
  return { ...origin, values: Object.fromEntries(general) };
}

/** Whether an option is about the role of the code, and says nothing of the one that deploys. */
export function isAboutRole(name: string): boolean {
  return Object.hasOwn(OPTION_TABLE, name) && OPTION_TABLE[name as OptionName].ofRole === true;
}

/** aws-sts-helper's names for three options. `AWS_ROLE_ARN` beside a token file belongs to web identity. */
const OTHER_NAMES: Partial<Record<OptionName, string>> = {
  roleArn: 'AWS_ROLE_ARN',
  sessionName: 'AWS_ROLE_SESSION_NAME',
  durationSeconds: 'AWS_ROLE_DURATION_SECONDS',
};

/** Set by us for the tests and for helpers, not options. */
const NOT_OPTIONS = new Set(['STS_ASSUMED_ROLE_ARN', 'STS_LOOKUPS', 'STS_HELPER', 'STS_MOCHA', 'STS_HANDOVER', 'STS_SOURCE_TRAIL']);

/** The options in the environment: `STS_*`, and aws-sts-helper's. An empty variable counts as unset. */
export function environmentOptions(env: Readonly<Record<string, string | undefined>>): OptionOrigin {
  const values: Record<string, unknown> = {};
  const labels = new Map<string, string>();
  const webIdentity = Boolean(env['AWS_WEB_IDENTITY_TOKEN_FILE']);
  for (const name of OPTION_NAMES) {
    const other = webIdentity ? undefined : OTHER_NAMES[name];
    const variable = [optionVariable(name), other].find((candidate) => candidate !== undefined && env[candidate]);
    if (variable === undefined) continue;
    values[name] = optionFromText(name, env[variable] ?? '');
    labels.set(name, variable);
  }
  return { values, label: (name) => labels.get(name) ?? 'the environment', problems: misspelt(env) };
}

function misspelt(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = OPTION_NAMES.map(optionVariable);
  return Object.keys(env).flatMap((variable) => {
    if (!variable.startsWith('STS_') || !env[variable]) return [];
    if (NOT_OPTIONS.has(variable) || known.includes(variable)) return [];
    const meant = nearest(
      variable.slice(4),
      known.map((name) => name.slice(4)),
    );
    // Other programs may have variables of this prefix: only what looks like a slip is one.
    return meant === undefined ? [] : [`${variable}: no such option. Did you mean STS_${meant}?`];
  });
}

const TRUE = new Set(['1', 'true', 'yes', 'on']);
const FALSE = new Set(['0', 'false', 'no', 'off']);

/** The value of an option that is given as text, as in a variable or on a command line. What does not fit stays text. */
export function optionFromText(name: OptionName, text: string): unknown {
  return parse(text, OPTION_TABLE[name].kind);
}

/** Text that does not fit its kind is left as it is, for the schema to complain about. */
function parse(text: string, kind: OptionKind): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return /^\d+$/.test(text.trim()) ? Number(text) : text;
    case 'boolean':
    case 'boolean-or-text': {
      const word = text.trim().toLowerCase();
      return TRUE.has(word) ? true : FALSE.has(word) ? false : text;
    }
    case 'list':
      return text.trimStart().startsWith('[') ? json(text) : text.split(',').map((item) => item.trim());
    case 'map':
      return text.trimStart().startsWith('{') ? json(text) : pairs(text);
    case 'object-or-text':
      return text.trimStart().startsWith('{') ? json(text) : text;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function pairs(text: string): unknown {
  const entries = text.split(',').map((pair) => /^\s*([^=]+?)\s*=(.*)$/s.exec(pair));
  if (entries.some((entry) => entry === null)) return text;
  return Object.fromEntries(entries.map((entry) => [entry?.[1] ?? '', entry?.[2] ?? '']));
}
