import { parseArgs } from 'node:util';

/** `--rounds`, further numbers and `--json` of a benchmark; ends the process with its usage where they are wrong. */
export function readArguments(command, rounds, more = {}) {
  const numbers = { rounds, ...more };
  try {
    // pnpm hands on the "--" that npm was given.
    const args = process.argv.slice(2).filter((argument) => argument !== '--');
    const defaults = Object.entries(numbers).map(([name, value]) => [name, { type: 'string', default: String(value) }]);
    const { values } = parseArgs({ args, options: { ...Object.fromEntries(defaults), json: { type: 'boolean', default: false } } });
    const read = Object.keys(numbers).map((name) => [name, numberOf(name, values[name])]);
    return { ...Object.fromEntries(read), json: values.json };
  } catch (error) {
    const usage = Object.entries(numbers).map(([name, value]) => `[--${name} ${value}]`);
    process.stderr.write(`${error.message}\nUsage: npm run ${command} -- ${usage.join(' ')} [--json]\n`);
    return process.exit(2);
  }
}

function numberOf(name, text) {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`--${name} is "${text}", and should be a number from 1 to 9999.`);
  return Number(text);
}
