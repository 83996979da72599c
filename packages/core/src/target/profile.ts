import { StsError } from '../errors/index.js';
import { stageVariables } from './stage-variables.js';
import { isSet, type Named, optionText, shown, type TargetInput, valueAt } from './questions.js';

/**
 * The profile of the source credentials, where the options or the configuration name one. By Serverless's order
 * what the environment names comes before `provider.profile`, which is not even looked at then.
 * @param stage `undefined` where it is not known yet
 * @throws `STS_CONFIG_INVALID`
 */
export function readProfile(input: TargetInput, stage: string | undefined): Named<string> | undefined {
  const option = optionText(input, 'profile');
  if (option !== undefined) return option;
  const { profile, id } = stage === undefined ? {} : stageVariables(stage);
  const earlier = ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_STS_ACCESS_KEY', profile, id];
  if (earlier.some((name) => name !== undefined && input.env[name])) return undefined;
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
