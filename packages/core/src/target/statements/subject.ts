import { StsError } from '../../errors/index.js';
import { formOfFunctionRole, functionRoleId } from '../function-role.js';
import { functionNames } from '../functions.js';
import { isGenerated } from '../generated-role.js';
import { type Named, optionText, type TargetInput } from '../questions.js';
import { logicalIdOf } from '../resource-role.js';
import { formOfProviderRole } from '../role.js';
import { GENERATED_ROLE } from '../stack.js';

/** Whose statements are meant, apart from how that role is called where it is deployed. */
export type Subject =
  /** The role that Serverless generates for all functions. */
  | { kind: 'shared'; logicalId: string }
  /** The one that version 4 or the plugin generates for a function. */
  | { kind: 'own'; by: 'framework' | 'plugin'; functionName: string; logicalId: string }
  /** One that the configuration declares in `resources`. */
  | { kind: 'declared'; logicalId: string }
  /** One of elsewhere, or none that the configuration tells: all there can be is what is written for it nevertheless. */
  | { kind: 'elsewhere'; from: string; functionName: string | undefined; hasOwnRole: boolean };

/**
 * Whose statements are meant: as with the role itself, but the option `roleArn` has no say, which only tells where a role
 * with these statements, or broader ones, is deployed.
 * @throws `STS_FUNCTION_UNKNOWN`, `STS_STATEMENTS_MISSING`, and what the role's form throws
 */
export function subjectOf(input: TargetInput): Subject {
  const name = optionText(input, 'function')?.value;
  return (name === undefined ? undefined : ofFunction(input, name)) ?? ofProvider(input, name);
}

function ofFunction(input: TargetInput, name: string): Subject | undefined {
  const form = formOfFunctionRole(input, name);
  if (form === undefined) return undefined;
  if (form.by === 'name') return ofNamed(input, form.written, name, true);
  return { kind: 'own', by: form.by, functionName: name, logicalId: functionRoleId(name) };
}

function ofProvider(input: TargetInput, functionName: string | undefined): Subject {
  const form = formOfProviderRole(input, functionName !== undefined);
  if (form === 'generated') return { kind: isGenerated(input) ? 'shared' : 'declared', logicalId: GENERATED_ROLE };
  if (form === 'of-functions') return ofOnlyFunction(input);
  if (form === 'none') return { kind: 'elsewhere', from: 'none', functionName, hasOwnRole: false };
  return ofNamed(input, form, functionName, false);
}

function ofNamed(input: TargetInput, written: Named<unknown>, functionName: string | undefined, hasOwnRole: boolean): Subject {
  const logicalId = logicalIdOf(input, written);
  if (logicalId === GENERATED_ROLE && isGenerated(input)) return { kind: 'shared', logicalId };
  if (logicalId !== undefined) return { kind: 'declared', logicalId };
  return { kind: 'elsewhere', from: written.from, functionName, hasOwnRole };
}

/** Every function has a role of its own: one of them is meant only where there is one, or they share it. */
function ofOnlyFunction(input: TargetInput): Subject {
  const subjects = functionNames(input).flatMap((name) => ofFunction(input, name) ?? []);
  const [first] = subjects;
  if (first === undefined) return { kind: 'elsewhere', from: 'none', functionName: undefined, hasOwnRole: false };
  const isSame = subjects.every((one) => one.kind === 'declared' && first.kind === 'declared' && one.logicalId === first.logicalId);
  if (subjects.length === 1 || isSame || subjects.every(({ kind }) => kind === 'elsewhere')) return first;
  throw new StsError({
    code: 'STS_STATEMENTS_MISSING',
    message: `Each function in ${input.config?.name ?? 'the configuration'} has a role and statements of its own, and none is chosen.`,
    hint: `Choose one of them: STS_FUNCTION=<name>. There are: ${functionNames(input).join(', ')}.`,
  });
}
