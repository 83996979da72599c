import { parseRoleArn } from '../target/index.js';
import type { AssumeCall } from './types.js';

/**
 * What AccessDenied on AssumeRole can be, and the two statements that would allow it. STS does not tell which of the
 * two is missing: the caller's permission or the role's trust.
 */
export function accessDenied(message: string, call: AssumeCall): { code: 'STS_ACCESS_DENIED'; message: string; hint: string } {
  const { request } = call;
  const who = /User: (arn:\S+)/.exec(message)?.[1] ?? `the source credentials from ${call.sourceFrom}`;
  const mfa = /MultiFactorAuthentication/i.test(message);
  return {
    code: 'STS_ACCESS_DENIED',
    message: mfa
      ? `STS refuses the MFA code of ${request.SerialNumber ?? 'the device'} for ${request.RoleArn}: ${message}`
      : `${who} may not assume ${request.RoleArn}. STS says: ${message}`,
    hint: mfa ? 'A code works once: wait for the next one.' : [...generated(who, call), statements(who, call)].join('\n'),
  };
}

/** Nobody but Lambda can assume such a role before this is deployed. */
function generated(who: string, { generatedRole, request }: AssumeCall): string[] {
  if (generatedRole === undefined) return [];
  const { partition } = parseRoleArn(request.RoleArn, 'the request');
  return [
    'Serverless generates this role, and lets only Lambda assume it. Say in the configuration who else may, and deploy:',
    '',
    'resources:',
    '  extensions:',
    `    ${generatedRole}:`,
    '      Properties:',
    '        AssumeRolePolicyDocument:',
    "          Version: '2012-10-17'",
    '          Statement:',
    '            - Effect: Allow',
    '              Principal: { Service: lambda.amazonaws.com }',
    '              Action: sts:AssumeRole',
    '            - Effect: Allow',
    `              Principal: { AWS: '${principalOf(who) ?? `arn:${partition}:iam::<account>:user/<caller>`}' }`,
    '              Action: sts:AssumeRole',
    '',
  ];
}

function statements(who: string, call: AssumeCall): string {
  const role = parseRoleArn(call.request.RoleArn, 'the request');
  const caller = principalOf(who) ?? `arn:${role.partition}:iam::<account>:user/<caller>`;
  const condition =
    call.request.ExternalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': '<the external id in use>' } } };
  const trust = { Effect: 'Allow', Principal: { AWS: caller }, Action: 'sts:AssumeRole', ...condition };
  const permission = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role.arn };
  return [
    `The role may not exist, its trust policy may leave the caller out, or the caller may lack the permission; STS does not tell which.`,
    '',
    `The trust policy of ${role.name} needs this statement:`,
    JSON.stringify(trust, undefined, 2),
    '',
    `If the trust policy names the whole account, or another account than ${role.accountId} is asking, the caller needs this permission too:`,
    JSON.stringify(permission, undefined, 2),
    '',
    'A condition in the trust policy may be the reason as well: an external id (externalId), MFA (mfaSerial), a source identity.',
  ].join('\n');
}

/** What a trust policy names: a session's role rather than the session. */
function principalOf(who: string): string | undefined {
  const session = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(who);
  if (session !== null) return `arn:${session[1] ?? 'aws'}:iam::${session[2] ?? ''}:role/${session[3] ?? ''}`;
  return who.startsWith('arn:') ? who : undefined;
}
