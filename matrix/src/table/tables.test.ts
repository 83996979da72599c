import { describe, expect, test } from 'vitest';
import type { Matrix } from '../plan/matrix.ts';
import { outdated } from './documents.ts';
import { fullTable, shortTable } from './tables.ts';

const SMALL: Matrix = {
  runners: [
    { id: 'mocha-11', kind: 'mocha', title: 'Mocha 11', version: '11.8.0', packages: {} },
    { id: 'mocha-12', kind: 'mocha', title: 'Mocha 12', version: '12.0.3', packages: {} },
  ],
  modes: {
    jest: [],
    vitest: [],
    mocha: [
      { name: 'serial', args: [], workers: 'none' },
      { name: 'parallel', args: [], workers: 'processes' },
    ],
  },
  nodes: [
    { major: '20', version: '20.20.2' },
    { major: '22', version: '22.23.3' },
  ],
  packageManagers: [
    { id: 'npm', title: 'npm' },
    { id: 'yarn-pnp', title: 'Yarn 4 (PnP)' },
  ],
  unsupported: [
    { runner: 'mocha-11', node: '20', reason: 'Not at all.' },
    { runner: 'mocha-12', node: '20', packageManager: 'yarn-pnp', reason: 'Not there.' },
    { runner: 'mocha-12', node: '22', mode: 'parallel', packageManager: 'npm', reason: 'Not so.' },
  ],
};

describe('the tables', () => {
  test('in README.md and docs/support.md are what the data says', () => {
    expect(outdated()).toEqual([]);
  });

  test('the short one marks what is not supported, with the reasons', () => {
    expect(shortTable(SMALL)).toMatchInlineSnapshot(`
      "| | pools | Node.js 20 | 22 |
      |---|---|---|---|
      | Mocha 11 (11.8.0) | serial, parallel | – (1) | ✓ |
      | Mocha 12 (12.0.3) | serial, parallel | npm (2) | ✓ (3) |

      (1) Not at all.
      (2) Not there.
      (3) Not so."
    `);
  });

  test('the full one has a row for each package manager, and what a project has to add', () => {
    const addition = { runner: 'mocha-12', packageManagers: ['yarn-pnp'], devDependencies: { a: '1.0.0' }, reason: 'It is so.' } as const;
    expect(fullTable(SMALL, { pnpm: '12.21.0', '@yarnpkg/cli-dist': '4.18.1' }, [addition])).toMatchInlineSnapshot(`
      "| runner | pools | package manager | Node.js 20.20.2 | Node.js 22.23.3 |
      |---|---|---|---|---|
      | Mocha 11 (11.8.0) | serial, parallel | npm | – (1) | ✓ |
      | Mocha 11 (11.8.0) | serial, parallel | Yarn 4 (PnP) | – (1) | ✓ |
      | Mocha 12 (12.0.3) | serial, parallel | npm | ✓ | serial (2) |
      | Mocha 12 (12.0.3) | serial, parallel | Yarn 4 (PnP) | – (3) | ✓ |

      (1) Not at all.
      (2) Not so.
      (3) Not there.

      Installed with npm as it is on the machine, pnpm 12.21.0 and Yarn 4.18.1.

      What a project has to add, whatever this package does:
      - Mocha 12 with Yarn 4 (PnP): \`{"devDependencies":{"a":"1.0.0"}}\`. It is so."
    `);
  });
});
