import { seed } from '@sts/test-kit';
import { expect, test } from 'vitest';
import { removeReturned } from './returned.js';

const REMOVE = ['AWS_PROFILE', 'AWS_STS_ACCESS_KEY'];

test.for([
  ['a value of .env goes', { AWS_PROFILE: 'dev' }, {}],
  ['one of .env.local goes', { AWS_STS_ACCESS_KEY: 'key of a developer' }, {}],
  ['a value of the test code stays', { AWS_PROFILE: 'other' }, { AWS_PROFILE: 'other' }],
  ['what is no variable of ours stays', { OWN: 'dev', AWS_REGION: 'eu-north-1' }, { OWN: 'dev', AWS_REGION: 'eu-north-1' }],
] as const)('%s', async ([, given, left]) => {
  await using project = await seed({
    '.env': 'AWS_PROFILE="dev" # mine\nAWS_REGION=eu-north-1\nOWN=dev\n',
    '.env.local': "AWS_STS_ACCESS_KEY='key of a developer'\n",
    '.envs/no-file': '',
  });
  const env: Record<string, string | undefined> = { ...given };

  const names = removeReturned(env, { remove: REMOVE, folders: [project.path('nowhere'), project.dir] });

  expect(env).toEqual(left);
  expect(names).toEqual(Object.keys(given).filter((name) => !(name in left)));
});
