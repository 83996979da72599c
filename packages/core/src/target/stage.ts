import { StsError } from '../errors/index.js';
import { keyOf, type Named, optionText, shown, type TargetInput } from './questions.js';

/** What `--stage` and `provider.stage` may be, as Serverless has it. */
const STAGE = /^[A-Za-z0-9-]+$/;

/**
 * The stage: the option, then `provider.stage`, then `dev`.
 * @throws `STS_STAGE_INVALID`
 */
export function readStage(input: TargetInput): Named<string> {
  const named = optionText(input, 'stage') ?? fromProvider(input);
  if (typeof named.value === 'string' && STAGE.test(named.value)) return { value: named.value, from: named.from };
  throw new StsError({
    code: 'STS_STAGE_INVALID',
    message: `${shown(named.value)} (from ${named.from}) is not a stage.`,
    hint: 'A stage is a text of letters, digits and hyphens; quote it if it is a number.',
  });
}

function fromProvider(input: TargetInput): Named<unknown> {
  const value = input.resolver.value(['provider', 'stage']);
  return value === undefined || value === null ? { value: 'dev', from: 'default' } : { value, from: keyOf(input, 'provider.stage') };
}
