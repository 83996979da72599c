import { dirname } from 'node:path';
import type { Unwanted } from '../environment/index.js';
import { isSwitchedOffSession } from './make-session.js';
import type { Session } from './types.js';

/**
 * What is to stay out of the environment of a session's tests. Test code loads the `.env` files of the folder that it runs in,
 * of the runner's project, or of the configuration.
 * @param root of the runner's project
 */
export function unwantedOf(session: Session, root: string): Unwanted {
  if (isSwitchedOffSession(session)) return { remove: [], folders: [] };
  return { remove: session.env.remove, folders: [root, process.cwd(), dirname(session.target.configFile ?? root)] };
}
