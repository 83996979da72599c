import { many, type PolicyDocument } from '../policy/document.js';
import { malformedPolicy, validationError } from '../wire/sts-errors.js';

/** Reads the inline session policy. Throws MalformedPolicyDocument, in AWS's words where they are known. */
export function readSessionPolicy(text: string): PolicyDocument {
  const policy = parse(text);
  if (!isObject(policy)) throw malformedPolicy('Syntax errors in policy.');
  if (policy['Version'] !== '2012-10-17') throw malformedPolicy('Policy document must be version 2012-10-17 or greater.');
  const statements = policy['Statement'];
  if (statements === undefined) throw malformedPolicy('Syntax errors in policy.');
  for (const statement of Array.isArray(statements) ? statements : [statements]) checkStatement(statement);
  return policy as PolicyDocument;
}

/** Inline policy and ARNs of managed policies together hold 2048 characters at the most (API reference). */
export function checkPolicySize(policy: string | undefined, policyArns: readonly string[]): void {
  const length = (policy ?? '').length + policyArns.join('').length;
  if (length > 2048) {
    throw validationError(`The plaintext of the session policies has ${length} characters, more than the limit of 2048 characters`);
  }
  for (const arn of policyArns) {
    if (!/^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/[\x21-\x7e]+$/.test(arn)) {
      throw validationError(`ARN ${arn} is not valid.`);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
}

function checkStatement(statement: unknown): void {
  if (!isObject(statement)) throw malformedPolicy('Syntax errors in policy.');
  if ('Principal' in statement || 'NotPrincipal' in statement) {
    throw malformedPolicy('Policy document should not specify a principal.');
  }
  const { Effect, Action, NotAction, Resource, NotResource } = statement;
  const complete = (Effect === 'Allow' || Effect === 'Deny') && isTexts(Action ?? NotAction);
  if (!complete || !isTexts(Resource ?? NotResource)) throw malformedPolicy('Syntax errors in policy.');
  for (const resource of many((Resource ?? NotResource) as string | string[])) {
    if (resource !== '*' && !resource.startsWith('arn:')) {
      throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
}

function isTexts(value: unknown): value is string | string[] {
  return Array.isArray(value) ? value.length > 0 && value.every((one) => typeof one === 'string') : typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
