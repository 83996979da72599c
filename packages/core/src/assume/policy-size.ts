import { StsError } from '../errors/index.js';
import type { PolicyPart, PolicyText } from './policy-document.js';

/** AWS STS API reference, AssumeRole: plain text of the inline session policy and of the ARNs of managed ones, together. */
export const MAX_CHARACTERS = 2048;
/** AWS STS API reference, AssumeRole, PolicyArns. */
const MAX_ARNS = 10;
/** How many statements an error shows. */
const SHOWN = 5;

/**
 * Checks what STS takes: 2048 characters and 10 managed policies.
 * @param from where the session policy came from, for the message
 * @throws `STS_POLICY_TOO_LARGE`
 */
export function checkPolicySize(policy: PolicyText | undefined, arns: readonly string[], from: string): void {
  if (arns.length > MAX_ARNS) {
    throw new StsError({
      code: 'STS_POLICY_TOO_LARGE',
      message: `There are ${arns.length} managed policies as session policies, those of the configuration included; STS takes ${MAX_ARNS}:\n${arns.map((arn) => `  ${arn}`).join('\n')}`,
      hint: 'Use fewer: policyArns, or managedPolicies of the role.',
    });
  }
  const [text, ofArns] = [policy?.text.length ?? 0, arns.join('').length];
  if (text + ofArns <= MAX_CHARACTERS) return;
  const beside = ofArns === 0 ? '' : `, and the ARNs of its ${arns.length} managed policies ${ofArns}`;
  throw new StsError({
    code: 'STS_POLICY_TOO_LARGE',
    message: [
      `The session policy (from ${from}) has ${text} characters when minified${beside}; STS takes ${MAX_CHARACTERS}${ofArns === 0 ? '' : ' for both'}.`,
      ...largest(policy?.parts ?? []),
    ].join('\n'),
    hint: [
      'Use fewer or shorter statements: wildcards in names that share a beginning, less text in conditions.',
      'The statements of one function are fewer: STS_FUNCTION=<name>. Those of a managed policy take only the length of its ARN: policyArns.',
    ].join('\n'),
  });
}

function largest(parts: readonly PolicyPart[]): string[] {
  if (parts.length === 0) return [];
  const sorted = parts.toSorted((a, b) => b.size - a.size);
  const width = String(sorted[0]?.size ?? '').length;
  const lines = sorted.slice(0, SHOWN).map(({ path, size }) => `  ${String(size).padStart(width)}  ${path}`);
  const more = sorted.length > SHOWN ? [`  and ${sorted.length - SHOWN} more`] : [];
  return ['The largest statements, in characters:', ...lines, ...more];
}
