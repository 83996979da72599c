import { StsError } from '../errors/index.js';
import { isSet, type Named, optionText, shown, type TargetInput, valueAt } from './questions.js';

/** What `--stage` and `provider.stage` may be, as Serverless has it. */
const STAGE = /^[A-Za-z0-9-]+$/;

/**
 * The stage: the option, then `provider.stage`, then `dev`.
 * @throws `STS_STAGE_INVALID`
 */
export function readStage(input: TargetInput): Named<string> {
  const named = optionText(input, 'stage') ?? fromProvider(input);
  if (typeof named.value === 'string' && STAGE.test(named.value)) return { ...named, value: named.value };
  throw new StsError({
    code: 'STS_STAGE_INVALID',
    message: `${shown(named.value)} (from ${named.from}) is not a stage.`,
    hint: 'A stage is a text of letters, digits and hyphens; quote it if it is a number.',
  });
}

function fromProvider(input: TargetInput): Named<unknown> {
  const stage = valueAt(input, 'provider', 'stage');
  return isSet(stage.value) ? stage : { value: 'dev', from: 'default' };
}
