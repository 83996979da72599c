/** One text or many, as policy documents write them. */
export type OneOrMany<T> = T | readonly T[];

/** Operator to key to values: `{ StringEquals: { 'sts:ExternalId': 'abc' } }`. */
export type PolicyConditions = Readonly<Record<string, Readonly<Record<string, OneOrMany<string | number | boolean>>>>>;

/** A statement of an IAM policy. */
export type PolicyStatement = {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany<string>>>;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: PolicyConditions;
};

/** An IAM policy document, as far as it decides about `sts:` actions. */
export type PolicyDocument = {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: OneOrMany<PolicyStatement>;
};

export function many<T>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return isMany(value) ? value : [value];
}

function isMany<T>(value: OneOrMany<T>): value is readonly T[] {
  return Array.isArray(value);
}

/**
 * Refuses a trust policy that AWS would not store (a `TypeError`: it is the test that is wrong, not a caller).
 * Principals that do not exist are accepted, as users may be added later.
 */
export function checkTrust(trust: PolicyDocument): PolicyDocument {
  for (const statement of many(trust.Statement)) {
    const fault = trustFault(statement);
    if (fault !== undefined) throw new TypeError(`trust policy: ${fault}: ${JSON.stringify(statement)}`);
  }
  return trust;
}

function trustFault(statement: PolicyStatement): string | undefined {
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') return 'Effect must be Allow or Deny';
  if (statement.Principal === undefined) return 'Missing required field Principal';
  if ('NotPrincipal' in statement) return 'NotPrincipal is not allowed in a trust policy';
  if ((statement.Action ?? statement.NotAction) === undefined) return 'Missing required field Action';
  if (statement.Resource !== undefined || statement.NotResource !== undefined) return 'Has prohibited field Resource';
  return undefined;
}
