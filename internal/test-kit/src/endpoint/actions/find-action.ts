import { WireError } from '../wire/sts-errors.js';
import type { XmlElements } from '../wire/xml.js';
import type { ActionRequest, UnsignedRequest } from './action-request.js';
import { assumeRole } from './assume-role.js';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.js';
import { getCallerIdentity } from './get-caller-identity.js';
import { getSessionToken } from './get-session-token.js';
import { parameter } from './parameters.js';

type Action =
  | { readonly signed: true; readonly act: (request: ActionRequest) => XmlElements }
  | { readonly signed: false; readonly act: (request: UnsignedRequest) => XmlElements };

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['AssumeRole', { signed: true, act: assumeRole }],
  ['AssumeRoleWithWebIdentity', { signed: false, act: assumeRoleWithWebIdentity }],
  ['GetCallerIdentity', { signed: true, act: getCallerIdentity }],
  ['GetSessionToken', { signed: true, act: getSessionToken }],
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
