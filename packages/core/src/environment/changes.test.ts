import { expect, test } from 'vitest';
import { changesFor } from './changes.js';

test('a role sets eight variables and removes every other by which the code could be somebody else', () => {
  const expiration = new Date('2030-01-02T03:04:05.000Z');
  const role = {
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token', expiration },
    assumedRoleArn: 'arn:x',
    accountId: '123456789012',
  };
  expect(changesFor(role, { region: 'eu-west-1', stage: 'pre-prod' })).toEqual({
    set: {
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_CREDENTIAL_EXPIRATION: '2030-01-02T03:04:05.000Z',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCOUNT_ID: '123456789012',
      STS_ASSUMED_ROLE_ARN: 'arn:x',
    },
    remove: [
      'AWS_PROFILE',
      'AWS_DEFAULT_PROFILE',
      'AWS_SECURITY_TOKEN',
      'AWS_CREDENTIAL_SCOPE',
      'AWS_CREDENTIAL_FILE',
      'AWS_ROLE_ARN',
      'AWS_ROLE_SESSION_NAME',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
      'AWS_STS_ACCESS_KEY',
      'AWS_STS_ACCESS_SECRET',
      'AWS_PRE-PROD_PROFILE',
      'AWS_PRE-PROD_ACCESS_KEY_ID',
      'AWS_PRE-PROD_SECRET_ACCESS_KEY',
      'AWS_PRE-PROD_SESSION_TOKEN',
    ],
  });
});
