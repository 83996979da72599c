import { devNull } from 'node:os';
import type { Session } from '@sts/core/runner';

/** The environment of a process that is to be the role: a changed copy, as the packages change that of tests. */
export function environmentOf(session: Session, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const copy = { ...env };
  session.apply(copy);
  return copy;
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
