import { isObject } from '../options/index.js';
import { parseRoleArn } from '../target/index.js';
import type { Caller } from './caller.js';
import type { RefusedCall } from './types.js';
import { type Claims, readClaims } from '../source/index.js';

/** A statement of a policy, to be shown. */
export type Statement = Record<string, unknown>;

/** The statement of a trust policy that lets the caller in, with the conditions that the call meets. */
export function trustStatement(caller: Caller | undefined, call: RefusedCall): Statement {
  const { partition, accountId } = parseRoleArn(call.request.RoleArn, 'the request');
  if (call.webIdentity !== undefined) return federated(readClaims(call.webIdentity.token), { partition, accountId });
  const { ExternalId, SerialNumber } = call.request;
  const known = caller === undefined || caller.kind === 'root' ? undefined : caller;
  const conditions = {
    ...(known?.principalLike === undefined ? {} : { ArnLike: { 'aws:PrincipalArn': known.principalLike } }),
    ...(ExternalId === undefined ? {} : { StringEquals: { 'sts:ExternalId': '<the external id in use>' } }),
    ...(SerialNumber === undefined ? {} : { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
  };
  return {
    Effect: 'Allow',
    Principal: { AWS: known?.principal ?? `arn:${partition}:iam::${caller?.accountId ?? '<account>'}:user/<caller>` },
    Action: actions(call),
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

/** The statement of the caller's own policy. */
export function permission(call: RefusedCall): Statement {
  return { Effect: 'Allow', Action: actions(call), Resource: call.request.RoleArn };
}

/** The same as lines of YAML, as an item of a list. */
export function yamlItem(statement: Statement, indent: string): string[] {
  const [first = '', ...rest] = yamlLines(statement, '');
  return [`${indent}- ${first}`, ...rest.map((line) => `${indent}  ${line}`)];
}

/** What the call does, each of which takes a permission. */
function actions({ request }: RefusedCall): string | string[] {
  const all = [
    'sts:AssumeRole',
    ...(request.Tags === undefined || request.Tags.length === 0 ? [] : ['sts:TagSession']),
    ...(request.SourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  return all.length === 1 ? 'sts:AssumeRole' : all;
}

/** Providers that IAM knows without one being made in the account. */
const BUILT_IN = new Set(['accounts.google.com', 'cognito-identity.amazonaws.com']);

function federated(claims: Claims | undefined, { partition, accountId }: { partition: string; accountId: string }): Statement {
  const provider = claims?.provider ?? '<issuer of the token, without https://>';
  const name = BUILT_IN.has(provider) ? provider : `arn:${partition}:iam::${accountId}:oidc-provider/${provider}`;
  const conditions = {
    [`${provider}:aud`]: claims?.audience ?? '<aud of the token>',
    [`${provider}:sub`]: claims?.subject ?? '<sub of the token>',
  };
  return {
    Effect: 'Allow',
    Principal: { Federated: name },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: conditions },
  };
}

function yamlLines(value: object, indent: string): string[] {
  return Object.entries(value).flatMap(([key, inside]: [string, unknown]) => {
    const name = `${indent}${scalar(key)}:`;
    const isDeep = isObject(inside) && Object.values(inside).some((one) => isObject(one));
    return isDeep ? [name, ...yamlLines(inside, `${indent}  `)] : [`${name} ${inline(inside)}`];
  });
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => inline(one)).join(', ')}]`;
  if (!isObject(value)) return scalar(String(value));
  return `{ ${Object.entries(value)
    .map(([key, inside]) => `${scalar(key)}: ${inline(inside)}`)
    .join(', ')} }`;
}

/** Quoted unless it is a plain word: `true` and numbers have to stay texts. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z:.]*[A-Za-z]$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text);
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`;
}
