import type { XmlElements } from '../wire/xml.js';
import type { ActionRequest } from './action-request.js';

/** Who is asking. Needs no permission, and no policy can deny it. */
export function getCallerIdentity({ caller }: ActionRequest): XmlElements {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}
