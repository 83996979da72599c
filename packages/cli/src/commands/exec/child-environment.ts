import { devNull } from 'node:os';
import path from 'node:path';
import { flags, type Session, type StsOptions } from '@sts/core/runner';

/** The environment of a process that is to be the role: a changed copy, as the packages change that of tests. */
export function environmentOf(session: Session, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const copy = { ...env };
  session.apply(copy);
  return copy;
}

/** What decides which role is meant. */
const DECISIVE = ['config', 'stage', 'region', 'params', 'variables', 'function', 'roleArn'] as const;

/**
 * The options that were given as flags and decide which role is meant, as variables: what is started and reads the
 * configuration too (a test runner, `sts` again) comes to the same role, and goes on with it.
 */
export function handedOn(options: StsOptions, cwd: string): Record<string, string> {
  const { optionVariable } = flags();
  return Object.fromEntries(
    DECISIVE.flatMap((name) => {
      const value = options[name];
      if (value === undefined) return [];
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      // The command may change its folder.
      return [[optionVariable(name), name === 'config' ? path.resolve(cwd, text) : text]];
    }),
  );
}

/** They would never be renewed. */
const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'];

/**
 * The same, with a server in place of the keys. A default profile would come before the server in the SDKs' order, so the
 * shared files are out of reach.
 */
export function servedEnvironment(session: Session, env: NodeJS.ProcessEnv, server: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const copy = environmentOf(session, env);
  for (const name of KEYS) delete copy[name];
  return { ...copy, ...server, AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };
}
