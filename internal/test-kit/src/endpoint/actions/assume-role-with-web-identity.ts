import { parseRoleArn } from '../accounts/arn.js';
import { credentialsXml } from '../accounts/issue-credentials.js';
import { verifyToken } from '../accounts/verify-token.js';
import { authorizeFederated } from '../policy/authorize.js';
import { federatedContext } from '../policy/request-context.js';
import { federationDenied, validationError } from '../wire/sts-errors.js';
import type { XmlElements } from '../wire/xml.js';
import type { UnsignedRequest } from './action-request.js';
import { readWebIdentityParams } from './assume-role-params.js';
import { packedPolicySize } from './packed-size.js';
import { checkRoleDuration, startSession } from './role-session.js';
import { checkPolicySize, readSessionPolicy } from './session-policy.js';

/** Does AssumeRoleWithWebIdentity: nobody has signed it, the token says who is asking. */
export function assumeRoleWithWebIdentity(request: UnsignedRequest): XmlElements {
  const { state, nowMs, answeredRoleArn } = request;
  const params = readWebIdentityParams(request.params);
  const { roleSessionName, durationSeconds } = params;
  const arn = parseRoleArn(params.roleArn);
  if (arn === undefined) throw validationError('Request ARN is invalid');
  checkPolicySize(params.policy, params.policyArns);
  const sessionPolicy = params.policy === undefined ? undefined : readSessionPolicy(params.policy);

  const token = verifyToken(params.webIdentityToken, (issuer) => state.directory.identityProvider(arn.account, issuer), nowMs);
  const role = state.directory.role(params.roleArn);
  if (role === undefined) throw federationDenied('there is no such role');
  authorizeFederated(role, token.provider.arn, federatedContext(token, roleSessionName));
  checkRoleDuration(durationSeconds, role);
  const packed = packedPolicySize({ ...params, tags: [] });

  const { session, issued } = startSession(state, { role, roleSessionName, durationSeconds, nowMs, sessionPolicy, answeredRoleArn });
  return {
    SubjectFromWebIdentityToken: token.subject,
    Audience: token.audience,
    AssumedRoleUser: { Arn: session.arn, AssumedRoleId: session.userId },
    Credentials: credentialsXml(issued),
    Provider: token.provider.arn,
    PackedPolicySize: packed,
  };
}
