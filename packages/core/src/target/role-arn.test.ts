import { describe, expect, test } from 'vitest';
import { parseRoleArn } from './role-arn.js';

describe('the ARN of a role', () => {
  test.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-eusc'])('may be of the partition %s', (partition) => {
    const arn = `arn:${partition}:iam::012345678901:role/App`;
    expect(parseRoleArn(arn, 'x')).toEqual({ arn, partition, accountId: '012345678901', path: '/', name: 'App' });
  });

  test.each([
    ['service-role/App', '/service-role/', 'App'],
    ['a/b/c/App', '/a/b/c/', 'App'],
    ['_+=,.@-', '/', '_+=,.@-'],
    ['x'.repeat(64), '/', 'x'.repeat(64)],
  ])('may end in %s', (ending, path, name) => {
    expect(parseRoleArn(`arn:aws:iam::123456789012:role/${ending}`, 'x')).toMatchObject({ path, name });
  });
});

describe('anything else is refused, with a hint', () => {
  test.each([
    ['arn:aws:iam::12345678901:role/App', 'has 11 digits: YAML drops leading zeros'],
    [
      'arn:aws:sts::123456789012:assumed-role/App/me',
      'This is a session of a role. The role itself is arn:aws:iam::123456789012:role/App.',
    ],
    ['arn:aws:iam::123456789012:user/ann', 'It names a user, and only a role can be assumed'],
    ['arn:aws:iam::123456789012:role/', 'The form is'],
    ['arn:aws:iam::123456789012:role', 'It names a role'],
    ['arn:aws:iam::123456789012:role/App ', 'The form is'],
    ['arn:aws:iam::123456789012:role/App\n', 'The form is'],
    [`arn:aws:iam::123456789012:role/${'x'.repeat(65)}`, 'The form is'],
    ['arn:aws:iam:eu-west-1:123456789012:role/App', 'The form is'],
    ['arn:aws:iam::<account>:role/App', 'The form is'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:x', 'The form is'],
    ['arn:amazon:iam::123456789012:role/App', 'The form is'],
    ['', 'The form is'],
  ])('%j', (text, hint) => {
    expect(() => parseRoleArn(text, 'provider.role in serverless.yml')).toThrow(
      expect.objectContaining({
        code: 'STS_ROLE_INVALID',
        message: `${JSON.stringify(text)} (from provider.role in serverless.yml) is not the ARN of a role.`,
        hint: expect.stringContaining(hint),
      }),
    );
  });
});
