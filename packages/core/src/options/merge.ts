import { redact, StsError } from '../errors/index.js';
import { DEFAULTS } from './defaults.js';
import { nearest } from './nearest.js';
import type { OptionOrigin } from './origins.js';
import { complaints } from './schema.js';
import { OPTION_NAMES, OPTION_TABLE } from './table.js';
import type { OptionName, StsOptions } from './types.js';

/** All options, merged and checked. */
export interface ResolvedOptions {
  values: StsOptions & { timeoutMs: number; cache: boolean | string; enabled: boolean };
  /** Where an option's value came from, in words; `default` where nobody gave one. */
  origin(name: OptionName): string;
}

/**
 * Merges the origins, the first one winning, and checks every value of each.
 * @throws `STS_OPTIONS_INVALID` with all problems at once
 */
export function mergeOptions(origins: readonly OptionOrigin[]): ResolvedOptions {
  const problems = origins.flatMap((origin) => [...origin.problems, ...check(origin)]);
  const values: Record<string, unknown> = { ...DEFAULTS };
  const labels = new Map<string, string>();
  for (const name of OPTION_NAMES) {
    const origin = origins.find((candidate) => Object.hasOwn(candidate.values, name));
    if (origin === undefined) continue;
    values[name] = origin.values[name];
    labels.set(name, origin.label(name));
  }
  // Checked below; nobody sees them before.
  const merged = values as unknown as ResolvedOptions['values'];
  const origin = (name: OptionName): string => labels.get(name) ?? 'default';
  if (problems.length === 0) problems.push(...together(merged, origin));
  if (problems.length > 0) throw invalid(problems);
  return { values: merged, origin };
}

/**
 * Checks the options of one origin alone, before the others are known.
 * @throws `STS_OPTIONS_INVALID` with all problems at once
 */
export function checkOrigin(origin: OptionOrigin): void {
  const problems = check(origin);
  if (problems.length > 0) throw invalid(problems);
}

function check(origin: OptionOrigin): string[] {
  return Object.entries(origin.values).flatMap(([name, value]) => {
    if (!isOptionName(name)) {
      const meant = nearest(name, [...OPTION_NAMES, ...(origin.others ?? [])]);
      return [`${name} (from ${origin.label(name)}): no such option.${meant === undefined ? '' : ` Did you mean ${meant}?`}`];
    }
    return complaints(name, value).map((complaint) => `${name}: ${show(name, value)} ${complaint} (from ${origin.label(name)})`);
  });
}

/** What only several options together can get wrong. */
function together(values: StsOptions, origin: (name: OptionName) => string): string[] {
  const problems: string[] = [];
  const missingTags = (values.transitiveTagKeys ?? []).filter((key) => !Object.hasOwn(values.tags ?? {}, key));
  if (missingTags.length > 0) {
    problems.push(`transitiveTagKeys: ${missingTags.join(', ')} is not a key of tags (from ${origin('transitiveTagKeys')})`);
  }
  return problems;
}

function invalid(problems: readonly string[]): StsError {
  const message =
    problems.length === 1
      ? `An option is wrong: ${problems[0] ?? ''}`
      : `${problems.length} options are wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`;
  return new StsError({
    code: 'STS_OPTIONS_INVALID',
    message,
    hint: `The options are: ${OPTION_NAMES.join(', ')}.`,
  });
}

/** A value as it may be shown in a message: short, and never one that is secret. */
function show(name: OptionName, value: unknown): string {
  if (OPTION_TABLE[name].secret === true) return 'the value (not shown)';
  // An endpoint may have a password in it.
  const text = redact(asText(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** JSON has no way to show what nests too deep, or holds itself. */
function asText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'the value (too deep to be shown)';
  }
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTION_TABLE, name);
}
