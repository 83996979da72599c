/** Long enough for every message of ours, and short enough to be read. */
const LONGEST = 3000;
const HALF = LONGEST / 2 - 10;
// Escape sequences of a terminal begin with one of these; what stays are tabs and new lines.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]/g;

/** A text that is fit to be shown: values of others in it may be of any size, and may be binary. */
export function presentable(text: string): string {
  const short = text.length <= LONGEST ? text : `${text.slice(0, HALF)} … ${text.slice(-HALF)}`;
  return short.replaceAll(CONTROLS, (control) => `\\u${control.codePointAt(0)?.toString(16).padStart(4, '0') ?? ''}`);
}
