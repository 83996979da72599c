import { expect, test } from 'vitest';
import { isSessionOf } from './session-of.js';

const ROLE = { partition: 'aws', accountId: '123456789012', name: 'App' };

test.each([
  ['its session', 'arn:aws:sts::123456789012:assumed-role/App/me', true],
  ['a session with a name of all characters', 'arn:aws:sts::123456789012:assumed-role/App/a_b+c=d,e.f@g-h', true],
  // IAM user guide, "IAM and AWS STS quotas": in an ARN the name of a role is case sensitive.
  ['one that differs in case', 'arn:aws:sts::123456789012:assumed-role/app/me', false],
  ['one of another partition', 'arn:aws-cn:sts::123456789012:assumed-role/App/me', false],
  ['one of another account', 'arn:aws:sts::123456789013:assumed-role/App/me', false],
  ['one whose name goes on', 'arn:aws:sts::123456789012:assumed-role/App2/me', false],
  ['one whose path is that name', 'arn:aws:sts::123456789012:assumed-role/App/other/me', false],
  ['the role itself', 'arn:aws:iam::123456789012:role/App', false],
  ['a federated user', 'arn:aws:sts::123456789012:federated-user/App/me', false],
  ['nothing', '', false],
  ['more lines than one', 'x\narn:aws:sts::123456789012:assumed-role/App/me', false],
])('%s', (_what, arn, expected) => {
  expect(isSessionOf(arn, ROLE)).toBe(expected);
});

test('the path of the role is not part of its sessions, in any partition', () => {
  const role = { partition: 'aws-us-gov', accountId: '123456789012', path: '/deep/er/', name: 'App' };
  expect(isSessionOf('arn:aws-us-gov:sts::123456789012:assumed-role/App/me', role)).toBe(true);
});
