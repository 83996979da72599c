import { WireError } from '../wire/sts-errors.js';
import type { XmlElements } from '../wire/xml.js';
import type { ActionRequest } from './action-request.js';
import { assumeRole } from './assume-role.js';
import { getCallerIdentity } from './get-caller-identity.js';
import { getSessionToken } from './get-session-token.js';
import { parameter } from './parameters.js';

type Action = (request: ActionRequest) => XmlElements;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['AssumeRole', assumeRole],
  ['GetCallerIdentity', getCallerIdentity],
  ['GetSessionToken', getSessionToken],
]);

/** The action that the parameters name. Throws InvalidAction, also for another version of the API. */
export function findAction(params: URLSearchParams): Action {
  const name = parameter(params, 'Action');
  if (name === undefined || name === '') {
    throw new WireError('MissingAction', 400, 'The request must contain the parameter Action.');
  }
  const version = parameter(params, 'Version') ?? 'NO_VERSION_SPECIFIED';
  const action = version === '2011-06-15' ? ACTIONS.get(name) : undefined;
  if (action === undefined) {
    throw new WireError('InvalidAction', 400, `Could not find operation ${name} for version ${version}`);
  }
  return action;
}
