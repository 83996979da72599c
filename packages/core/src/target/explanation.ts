import path from 'node:path';
import { Positions } from '../config/index.js';
import type { LookupUse, VariableUse } from '../variables/index.js';

/** A place in a file; line and column count from 1 and are left out where a program makes the value. */
export interface Place {
  /** Absolute. */
  file: string;
  line?: number;
  column?: number;
}

/** A variable that was used, and where it is written, if in a file. */
export interface ExplainedVariable extends VariableUse {
  place?: Place;
}

/** How one answer came about. */
export interface ExplainedAnswer {
  what: 'role' | 'region' | 'stage' | 'profile';
  value: string;
  /** Where it was named: a key and its file, an option, a variable of the environment, or `default`. */
  from: string;
  /** Where the key stands, if it was named in a file. */
  place?: Place;
  /** The variables that were used on the way. Their values are not told: they may be secret. */
  variables: readonly ExplainedVariable[];
  /** What was asked of AWS on the way. */
  lookups: readonly LookupUse[];
}

/** How a target came about, as data and as a text. */
export interface Explanation {
  answers: readonly ExplainedAnswer[];
  /** For people, several lines, without a newline at the end. */
  text: string;
}

/** An answer whose places are not looked up yet. */
export interface RawAnswer {
  what: ExplainedAnswer['what'];
  value: string;
  from: string;
  keys: readonly string[] | undefined;
  variables: readonly VariableUse[];
  lookups: readonly LookupUse[];
}

/** Joins the answers and writes them down. Reads the files again, to say where the keys stand. */
export function explain(raw: readonly RawAnswer[], configFile: string | undefined): Explanation {
  const positions = new Positions();
  const answers = raw.map((answer): ExplainedAnswer => {
    const { what, value, from, lookups, keys } = answer;
    const place = keys === undefined || configFile === undefined ? undefined : placeIn(positions, configFile, keys);
    const variables = answer.variables.map((use) => withPlace(positions, use, configFile));
    return { what, value, from, ...(place === undefined ? {} : { place }), variables, lookups };
  });
  return { answers, text: textOf(answers) };
}

function withPlace(positions: Positions, use: VariableUse, configFile: string | undefined): ExplainedVariable {
  const place = configFile === undefined ? undefined : placeOf(positions, use.at, configFile);
  return place === undefined ? { ...use } : { ...use, place };
}

/** The keys of the configuration, or of a file that a variable reads. Values out of elsewhere stand in no file. */
function placeOf(positions: Positions, at: string, configFile: string): Place | undefined {
  const [, file, keys = ''] = /^file\(([^)]*)\)\.?(.*)$/s.exec(at) ?? [];
  if (file !== undefined) return placeIn(positions, path.resolve(path.dirname(configFile), file), keys === '' ? [] : keys.split('.'));
  return /^[\w-]+(?:\.|$)/.test(at) ? placeIn(positions, configFile, at.split('.')) : undefined;
}

function placeIn(positions: Positions, file: string, keys: readonly string[]): Place {
  return { file, ...positions.find(file, keys) };
}

function textOf(answers: readonly ExplainedAnswer[]): string {
  const width = Math.max(0, ...answers.map(({ what }) => what.length));
  const indent = ' '.repeat(width + 4);
  const lines = answers.flatMap(({ what, value, from, place, variables, lookups }) => [
    `${what.padEnd(width)}  ${value}  (${from}${lineOf(place)})`,
    ...variables.map((use) => `${indent}${use.text} in ${use.at}${lineOf(use.place)}: from ${use.answeredBy}`),
    ...lookups.map((use) => `${indent}${use.asks} was asked: ${use.what.charAt(0).toLowerCase()}${use.what.slice(1)}`),
  ]);
  return lines.join('\n');
}

function lineOf(place: Place | undefined): string {
  if (place?.line === undefined) return '';
  return `, line ${place.line}, column ${place.column ?? 1}`;
}
