import { parseArgs } from 'node:util';

/**
 * `--rounds`, further numbers, `--only` (a text, where `names` are given that it has to be a part of) and `--json` of a benchmark; ends the
 * process with its usage where they are wrong.
 */
export function readArguments(command, rounds, more = {}, names = []) {
  const numbers = { rounds, ...more };
  try {
    // pnpm hands on the "--" that npm was given.
    const args = process.argv.slice(2).filter((argument) => argument !== '--');
    const defaults = Object.entries(numbers).map(([name, value]) => [name, { type: 'string', default: String(value) }]);
    const only = names.length === 0 ? {} : { only: { type: 'string', default: '' } };
    const { values } = parseArgs({
      args,
      options: { ...Object.fromEntries(defaults), ...only, json: { type: 'boolean', default: false } },
    });
    if (names.length > 0 && !names.some((name) => name.includes(values.only))) {
      throw new Error(`--only is "${values.only}", and should be a part of one of: ${names.join('; ')}.`);
    }
    const read = Object.keys(numbers).map((name) => [name, numberOf(name, values[name])]);
    return { ...Object.fromEntries(read), only: values.only, json: values.json };
  } catch (error) {
    const usage = Object.entries(numbers).map(([name, value]) => `[--${name} ${value}]`);
    process.stderr.write(
      `${error.message}\nUsage: npm run ${command} -- ${usage.join(' ')}${names.length === 0 ? '' : ' [--only text]'} [--json]\n`,
    );
    return process.exit(2);
  }
}

function numberOf(name, text) {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`--${name} is "${text}", and should be a number from 1 to 9999.`);
  return Number(text);
}
