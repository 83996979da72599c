import type { VariableUse } from '../variables/index.js';

/** How one answer came about. */
export interface ExplainedAnswer {
  what: 'role' | 'region' | 'stage' | 'profile';
  value: string;
  /** Where it was named: a key and its file, an option, a variable of the environment, or `default`. */
  from: string;
  /** The variables that were used on the way. Their values are not told: they may be secret. */
  variables: readonly VariableUse[];
}

/** How a target came about, as data and as a text. */
export interface Explanation {
  answers: readonly ExplainedAnswer[];
  /** For people, several lines, without a newline at the end. */
  text: string;
}

/** Joins the answers and writes them down. */
export function explain(answers: readonly ExplainedAnswer[]): Explanation {
  const width = Math.max(0, ...answers.map(({ what }) => what.length));
  const lines = answers.flatMap(({ what, value, from, variables }) => [
    `${what.padEnd(width)}  ${value}  (${from})`,
    ...variables.map(({ at, text, answeredBy }) => `${' '.repeat(width)}    ${text} in ${at}: from ${answeredBy}`),
  ]);
  return { answers, text: lines.join('\n') };
}
