import { parseArgs } from 'node:util';

/** `--rounds` and `--json` of a benchmark; ends the process with its usage where they are wrong. */
export function readArguments(command, rounds) {
  try {
    // pnpm hands on the "--" that npm was given.
    const args = process.argv.slice(2).filter((argument) => argument !== '--');
    const { values } = parseArgs({
      args,
      options: { rounds: { type: 'string', default: String(rounds) }, json: { type: 'boolean', default: false } },
    });
    if (!/^[1-9]\d{0,3}$/.test(values.rounds)) throw new Error(`--rounds is "${values.rounds}", and should be a number from 1 to 9999.`);
    return { rounds: Number(values.rounds), json: values.json };
  } catch (error) {
    process.stderr.write(`${error.message}\nUsage: npm run ${command} -- [--rounds ${rounds}] [--json]\n`);
    return process.exit(2);
  }
}
