import { credentialsXml, issueCredentials } from '../accounts/issue-credentials.js';
import { WireError } from '../wire/sts-errors.js';
import type { XmlElements } from '../wire/xml.js';
import type { ActionRequest } from './action-request.js';
import { checkMfaParams } from './assume-role-params.js';
import { checkMfa } from './check-mfa.js';
import { Constraints } from './constraints.js';
import { parameter } from './parameters.js';

/** Temporary keys of the user itself, 900 to 129,600 seconds (default 43,200), with or without a second factor. */
export function getSessionToken({ state, caller, params, nowMs }: ActionRequest): XmlElements {
  if (caller.kind !== 'user' || caller.temporary) {
    throw new WireError('AccessDenied', 403, 'Cannot call GetSessionToken with session credentials');
  }
  const serialNumber = parameter(params, 'SerialNumber');
  const tokenCode = parameter(params, 'TokenCode');
  const duration = parameter(params, 'DurationSeconds');
  const constraints = new Constraints();
  constraints.integer('durationSeconds', duration, 900, 129_600);
  checkMfaParams(constraints, serialNumber, tokenCode);
  constraints.check();

  const mfaAtMs = checkMfa(state.directory, caller, serialNumber, tokenCode) ? nowMs : undefined;
  const session = { ...caller, temporary: true, mfaAtMs };
  return { Credentials: credentialsXml(issueCredentials(state, session, Number(duration ?? 43_200), nowMs)) };
}
