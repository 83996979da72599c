import { expect, test } from 'vitest';
import { createIdentityProvider } from './identity-provider.js';

test.each([
  { url: 'http://gitlab.com' },
  { url: 'gitlab.com' },
  { url: 'https://gitlab.com?a' },
  { url: 'https://gitlab.com', account: '1' },
])('a provider that cannot be is an error of the test: %j', (spec) => {
  expect(() => createIdentityProvider(spec, Date.now)).toThrow(TypeError);
});

test('each provider has a key of its own, and a name that is its address', () => {
  const [one, two] = ['https://gitlab.com', 'https://oidc.example.com/id/A'].map((url) => createIdentityProvider({ url }, Date.now));
  expect(one?.known.keyId).not.toBe(two?.known.keyId);
  expect(two?.provider).toMatchObject({
    host: 'oidc.example.com/id/A',
    arn: 'arn:aws:iam::123456789012:oidc-provider/oidc.example.com/id/A',
  });
});
