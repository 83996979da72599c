import { StsError } from '../errors/index.js';
import { isSet, type Named, optionText, shown, type TargetInput, valueAt } from './questions.js';

/**
 * The profile of the source credentials, where the options or the configuration name one. By Serverless's order
 * `AWS_PROFILE` and keys in the environment come before `provider.profile`, which is not even looked at then.
 * @throws `STS_CONFIG_INVALID`
 */
export function readProfile(input: TargetInput): Named<string> | undefined {
  const option = optionText(input, 'profile');
  if (option !== undefined) return option;
  const { env } = input;
  if (env['AWS_PROFILE'] || env['AWS_ACCESS_KEY_ID'] || env['AWS_STS_ACCESS_KEY']) return undefined;
  const named = valueAt(input, 'provider', 'profile');
  const { value, from } = named;
  if (!isSet(value) || value === '') return undefined;
  if (typeof value === 'string') return { ...named, value };
  throw new StsError({
    code: 'STS_CONFIG_INVALID',
    message: `${shown(value)} (from ${from}) is not the name of a profile.`,
    hint: 'A profile is named by a text.',
  });
}
