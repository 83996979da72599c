import { parseArgs } from 'node:util';

/** What is asked for. */
export interface Arguments {
  only: string[];
  cut: boolean;
  list: boolean;
  check: boolean;
  keep: boolean;
  packed: boolean;
  report: string | undefined;
}

export const USAGE = `Usage: npm run test:matrix -- [--only 'jest-30/**']… [--cut] [--list] [--check] [--keep] [--packed] [--report file]
  --only     cells whose id matches (runner/mode/node-major/package-manager); may be given again
  --cut      the cells that CI runs
  --list     shows the cells, and which combinations are not supported; runs nothing
  --check    are the tables in README.md and docs/support.md what the data says? Runs nothing
  --keep     leaves the projects of cells that fail
  --packed   takes .tarballs as it is
  --report   writes the numbers of passed and failed cells to a file, as Vitest's JSON reporter names them
`;

/**
 * Reads the command line.
 * @throws when something is wrong with it
 */
export function readArguments(args: readonly string[]): Arguments {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    // pnpm hands on the "--" that npm was given.
    args: args.filter((argument) => argument !== '--'),
    options: {
      only: { type: 'string', multiple: true, default: [] },
      cut: flag,
      list: flag,
      check: flag,
      keep: flag,
      packed: flag,
      report: { type: 'string' },
    },
  });
  return { ...values, report: values.report };
}
