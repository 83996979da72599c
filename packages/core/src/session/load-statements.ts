import { nodeRequire } from '../loading/index.js';
import type * as Statements from '../target/statements/read-statements.js';

/** What reads the statements of a role: a file of its own in the built package, for most starts need none of it. */
export function loadStatements(): typeof Statements {
  return nodeRequire('./statements.js') as typeof Statements;
}
