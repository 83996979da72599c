import { parseArgs } from 'node:util';

/**
 * The numbers and switches of a command line; a wrong one ends the process with exit code 2.
 * @param usage how the command is called
 * @param numbers name to default, least and most
 * @returns the numbers by their names, and `json`
 */
export function readArguments(usage, numbers) {
  try {
    // pnpm hands on the "--" that npm was given.
    const args = process.argv.slice(2).filter((argument) => argument !== '--');
    const options = Object.fromEntries(
      Object.entries(numbers).map(([name, [value]]) => [name, { type: 'string', default: String(value) }]),
    );
    const { values } = parseArgs({ args, options: { ...options, json: { type: 'boolean', default: false } } });
    const read = Object.entries(numbers).map(([name, [, least, most]]) => [name, numberIn(name, values[name], least, most)]);
    return { ...Object.fromEntries(read), json: values.json };
  } catch (error) {
    process.stderr.write(`${error.message}\nUsage: ${usage}\n`);
    return process.exit(2);
  }
}

function numberIn(name, text, least, most) {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Error(`--${name} is "${text}", and should be a number from ${least} to ${most}.`);
}
