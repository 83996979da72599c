import path from 'node:path';
import type { Clues } from '../assume/index.js';
import { readConfiguredTrust } from '../target/index.js';
import type { Prepared } from './prepare.js';

/** What helps to tell why the role was refused. Nothing is read before it is asked. */
export function cluesOf(prepared: Prepared): Clues {
  const { reading, options, source, target } = prepared;
  return {
    profile: source.kind === 'profile' ? source.name : undefined,
    tokenFrom: tokenName(prepared),
    startedAs: reading.processEnv['STS_ASSUMED_ROLE_ARN'],
    optionFrom: (option) => options.origin(option),
    trust: () => readConfiguredTrust(reading.input(), target),
  };
}

/** The variable or the profile that a session token is set in. */
function tokenName({ reading, source, target }: Prepared): string | undefined {
  if (source.kind === 'profile') return `aws_session_token of the profile ${source.name}`;
  if (source.kind !== 'keys') return undefined;
  const name = source.from.replace(/ACCESS_KEY_ID$/, 'SESSION_TOKEN');
  if (name === source.from) return undefined;
  if (reading.processEnv[name]) return `${name} in the environment`;
  const files = target.files.map((file) => path.basename(file)).filter((file) => file.startsWith('.env'));
  return files.length === 0 ? name : `${name} in ${files.join(' or ')}`;
}
