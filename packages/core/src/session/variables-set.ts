import { changesFor } from '../environment/index.js';
import { HANDED_VARIABLE } from './handed.js';

const NOBODY = { accessKeyId: '', secretAccessKey: '', sessionToken: '', expiration: new Date(0) };

/** The names of all variables that a session may set, whatever its role. */
export function variablesSet(): string[] {
  const changes = changesFor({ credentials: NOBODY, assumedRoleArn: '', accountId: '' }, { region: '', stage: '' });
  return [...Object.keys(changes.set), HANDED_VARIABLE];
}
