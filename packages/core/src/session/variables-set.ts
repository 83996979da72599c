import { changesFor } from '../environment/index.js';
import { isStsError } from '../errors/index.js';
import type { StsOptions } from '../options/index.js';
import { HANDED_VARIABLE } from './handed.js';
import { peekSessionIn } from './open.js';
import type { SessionContext } from './types.js';

const NOBODY = { accessKeyId: '', secretAccessKey: '', sessionToken: '', expiration: new Date(0) };

/** The names of all variables that a session has set in an environment, or any may have; nothing is asked for it. */
export function variablesSet(options: StsOptions, context: SessionContext): string[] {
  const changes = changesFor({ credentials: NOBODY, assumedRoleArn: '', accountId: '' }, { region: '', stage: '' });
  return [...new Set([...Object.keys(changes.set), HANDED_VARIABLE, ...ofThisRole(options, context)])];
}

/** Those of the role that the environment is of, as the configuration has them now. */
function ofThisRole(options: StsOptions, context: SessionContext): string[] {
  if (!context.env['STS_ASSUMED_ROLE_ARN']) return [];
  try {
    return Object.keys(peekSessionIn(options, context).session?.env.set ?? {});
  } catch (error) {
    // The configuration is not needed to be rid of the role.
    if (isStsError(error)) return [];
    throw error;
  }
}
