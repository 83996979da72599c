import { describe, expect, test } from 'vitest';
import { addOptions } from './add.js';

describe('addOptions', () => {
  test('what is added wins, and the rest stays', () => {
    expect(addOptions({ stage: 'dev', region: 'eu-west-1' }, { stage: 'prod' })).toEqual({ stage: 'prod', region: 'eu-west-1' });
  });

  test('undefined counts as not given', () => {
    expect(addOptions({ stage: 'dev', roleArn: 'arn' }, { stage: undefined, function: undefined } as object)).toEqual({
      stage: 'dev',
      roleArn: 'arn',
    });
  });

  test('a function that is added has its role, whatever ARN was given before', () => {
    expect(addOptions({ roleArn: 'arn', stage: 'dev' }, { function: 'create' })).toEqual({ stage: 'dev', function: 'create' });
    expect(addOptions({ roleArn: 'arn' }, { function: 'create', roleArn: 'other' })).toEqual({ function: 'create', roleArn: 'other' });
  });

  test('an object is replaced as a whole', () => {
    expect(addOptions({ tags: { a: '1' } }, { tags: { b: '2' } })).toEqual({ tags: { b: '2' } });
  });
});
