import { Constraints } from './constraints.js';
import { validationError } from '../wire/sts-errors.js';
import { listParameter, parameter } from './parameters.js';

export type Tag = { readonly key: string; readonly value: string };

/** What every way to assume a role is asked with. */
type SessionParams = {
  readonly roleArn: string;
  readonly roleSessionName: string;
  /** Default 3600. */
  readonly durationSeconds: number;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
};

/** The parameters of AssumeRole, each within its limits. */
export type AssumeRoleParams = SessionParams & {
  readonly externalId: string | undefined;
  readonly serialNumber: string | undefined;
  readonly tokenCode: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
};

/** The parameters of AssumeRoleWithWebIdentity, each within its limits. */
export type WebIdentityParams = SessionParams & { readonly webIdentityToken: string };

const NAME = '[\\w+=,.@-]*';
const TAG = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';

/** Reads the parameters and checks each by itself (API reference of AssumeRole, 2011-06-15). */
export function readAssumeRoleParams(params: URLSearchParams): AssumeRoleParams {
  const read = {
    ...readSessionParams(params),
    externalId: parameter(params, 'ExternalId'),
    serialNumber: parameter(params, 'SerialNumber'),
    tokenCode: parameter(params, 'TokenCode'),
    sourceIdentity: parameter(params, 'SourceIdentity'),
    tags: listParameter(params, 'Tags', ['Key', 'Value']).map(({ Key, Value }) => ({
      key: Key ?? '',
      value: Value ?? '',
    })),
    transitiveTagKeys: listParameter(params, 'TransitiveTagKeys', ['']).map(({ '': key }) => key ?? ''),
  };

  const constraints = new Constraints();
  checkSessionParams(constraints, params);
  constraints.text('externalId', read.externalId, { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' });
  checkMfaParams(constraints, read.serialNumber, read.tokenCode);
  constraints.text('sourceIdentity', read.sourceIdentity, { min: 2, max: 64, pattern: NAME });
  checkPolicyParams(constraints, read);
  constraints.list('tags', read.tags, 50);
  for (const [index, { key, value }] of read.tags.entries()) {
    constraints.text(`tags.${index + 1}.member.key`, key, { min: 1, max: 128, pattern: TAG });
    constraints.text(`tags.${index + 1}.member.value`, value, { max: 256, pattern: TAG });
  }
  constraints.list('transitiveTagKeys', read.transitiveTagKeys, 50);
  for (const [index, key] of read.transitiveTagKeys.entries()) {
    constraints.text(`transitiveTagKeys.${index + 1}.member`, key, { min: 1, max: 128, pattern: TAG });
  }
  constraints.check();
  return read;
}

/** Reads the parameters and checks each by itself (API reference of AssumeRoleWithWebIdentity, 2011-06-15). */
export function readWebIdentityParams(params: URLSearchParams): WebIdentityParams {
  const read = { ...readSessionParams(params), webIdentityToken: parameter(params, 'WebIdentityToken') ?? '' };
  const constraints = new Constraints();
  checkSessionParams(constraints, params);
  // The message of a token that is too long would quote it.
  const { length } = read.webIdentityToken;
  if (length > 20_000)
    throw validationError(`Value at 'webIdentityToken' failed to satisfy constraint: Member must have length less than or equal to 20000`);
  constraints.text('webIdentityToken', parameter(params, 'WebIdentityToken'), { required: true, min: 4 });
  checkPolicyParams(constraints, read);
  constraints.check();
  return read;
}

function readSessionParams(params: URLSearchParams): SessionParams {
  return {
    // Empty is too short: what is absent never gets through as empty.
    roleArn: parameter(params, 'RoleArn') ?? '',
    roleSessionName: parameter(params, 'RoleSessionName') ?? '',
    durationSeconds: Number(parameter(params, 'DurationSeconds') ?? 3600),
    policy: parameter(params, 'Policy'),
    policyArns: listParameter(params, 'PolicyArns', ['arn']).map(({ arn }) => arn ?? ''),
  };
}

function checkSessionParams(constraints: Constraints, params: URLSearchParams): void {
  constraints.text('roleArn', parameter(params, 'RoleArn'), { required: true, min: 20, max: 2048 });
  constraints.text('roleSessionName', parameter(params, 'RoleSessionName'), { required: true, min: 2, max: 64, pattern: NAME });
  constraints.integer('durationSeconds', parameter(params, 'DurationSeconds'), 900, 43_200);
}

function checkPolicyParams(constraints: Constraints, { policy, policyArns }: SessionParams): void {
  constraints.text('policy', policy, { min: 1, max: 2048, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' });
  constraints.list('policyArns', policyArns, 10);
  for (const [index, arn] of policyArns.entries()) {
    constraints.text(`policyArns.${index + 1}.member.arn`, arn, { min: 20, max: 2048 });
  }
}

export function checkMfaParams(constraints: Constraints, serialNumber: string | undefined, tokenCode: string | undefined): void {
  constraints.text('serialNumber', serialNumber, { min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' });
  constraints.text('tokenCode', tokenCode, { min: 6, max: 6, pattern: '[\\d]*' });
}
