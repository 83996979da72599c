import { Constraints } from './constraints.js';
import { listParameter, parameter } from './parameters.js';

export type Tag = { readonly key: string; readonly value: string };

/** The parameters of AssumeRole, each within its limits. */
export type AssumeRoleParams = {
  readonly roleArn: string;
  readonly roleSessionName: string;
  /** Default 3600. */
  readonly durationSeconds: number;
  readonly externalId: string | undefined;
  readonly serialNumber: string | undefined;
  readonly tokenCode: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
};

const NAME = '[\\w+=,.@-]*';
const TAG = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';

/** Reads the parameters and checks each by itself (API reference of AssumeRole, 2011-06-15). */
export function readAssumeRoleParams(params: URLSearchParams): AssumeRoleParams {
  const duration = parameter(params, 'DurationSeconds');
  const read = {
    // Empty is too short: what is absent never gets through as empty.
    roleArn: parameter(params, 'RoleArn') ?? '',
    roleSessionName: parameter(params, 'RoleSessionName') ?? '',
    externalId: parameter(params, 'ExternalId'),
    serialNumber: parameter(params, 'SerialNumber'),
    tokenCode: parameter(params, 'TokenCode'),
    sourceIdentity: parameter(params, 'SourceIdentity'),
    policy: parameter(params, 'Policy'),
    policyArns: listParameter(params, 'PolicyArns', ['arn']).map(({ arn }) => arn ?? ''),
    tags: listParameter(params, 'Tags', ['Key', 'Value']).map(({ Key, Value }) => ({
      key: Key ?? '',
      value: Value ?? '',
    })),
    transitiveTagKeys: listParameter(params, 'TransitiveTagKeys', ['']).map(({ '': key }) => key ?? ''),
  };

  const constraints = new Constraints();
  constraints.text('roleArn', parameter(params, 'RoleArn'), { required: true, min: 20, max: 2048 });
  constraints.text('roleSessionName', parameter(params, 'RoleSessionName'), {
    required: true,
    min: 2,
    max: 64,
    pattern: NAME,
  });
  constraints.integer('durationSeconds', duration, 900, 43_200);
  constraints.text('externalId', read.externalId, { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' });
  checkMfaParams(constraints, read.serialNumber, read.tokenCode);
  constraints.text('sourceIdentity', read.sourceIdentity, { min: 2, max: 64, pattern: NAME });
  constraints.text('policy', read.policy, { min: 1, max: 2048, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' });
  constraints.list('policyArns', read.policyArns, 10);
  for (const [index, arn] of read.policyArns.entries()) {
    constraints.text(`policyArns.${index + 1}.member.arn`, arn, { min: 20, max: 2048 });
  }
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
  return { ...read, durationSeconds: Number(duration ?? 3600) };
}

export function checkMfaParams(constraints: Constraints, serialNumber: string | undefined, tokenCode: string | undefined): void {
  constraints.text('serialNumber', serialNumber, { min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' });
  constraints.text('tokenCode', tokenCode, { min: 6, max: 6, pattern: '[\\d]*' });
}
