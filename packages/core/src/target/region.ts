import { StsError } from '../errors/index.js';
import { isSet, type Named, optionText, shown, type TargetInput, valueAt } from './questions.js';

const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

/**
 * The region: the option, then `provider.region`, then `us-east-1`. As in Serverless, `AWS_REGION` has no say.
 * @throws `STS_REGION_INVALID`
 */
export function readRegion(input: TargetInput): Named<string> {
  const named = optionText(input, 'region') ?? fromProvider(input);
  if (typeof named.value === 'string' && REGION.test(named.value)) return { ...named, value: named.value };
  throw new StsError({
    code: 'STS_REGION_INVALID',
    message: `${shown(named.value)} (from ${named.from}) is not a region.`,
    hint: 'A region looks like eu-central-1.',
  });
}

function fromProvider(input: TargetInput): Named<unknown> {
  const region = valueAt(input, 'provider', 'region');
  return isSet(region.value) && region.value !== '' ? region : { value: 'us-east-1', from: 'default' };
}
