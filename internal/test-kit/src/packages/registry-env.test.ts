import { expect, test } from 'vitest';
import { registryEnv } from './registry-env.js';

test('npm gets what it needs to reach its registry, and nothing of who runs us', () => {
  const needed = { HTTPS_PROXY: 'http://proxy', no_proxy: 'x', NODE_EXTRA_CA_CERTS: '/ca.pem', npm_config_registry: 'https://registry' };
  const other = { AWS_ACCESS_KEY_ID: 'mine', AWS_CA_BUNDLE: '/ca.pem', CI: 'true', npm_config_user_agent: 'pnpm', NODE_OPTIONS: '--x' };
  expect(registryEnv({ ...needed, ...other, npm_config_cache: undefined })).toEqual(needed);
});
