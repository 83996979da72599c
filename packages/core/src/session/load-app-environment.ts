import { nodeRequire } from '../loading/index.js';
import type * as App from '../target/app-environment/read-app-environment.js';

/** What reads the variables of the code: a file of its own in the built package, for most starts need none of it. */
export function loadAppEnvironment(): typeof App {
  return nodeRequire('./app-environment.js') as typeof App;
}
