import { readProfiles, readSharedFiles } from './profiles.js';
import type { Env } from './types.js';

/** `sts credential-process …`, with launchers, paths and flags around it. */
const OURS = /(?:^|[\s"'/\\@])sts[\s"'/\\.](?:.*\s)?credential-process(?:\s|$)/;
const NAMES_PROFILE = /\s--profile(?:=|\s+)["']?([^\s"']+)/;

/**
 * The profile that is reached from another by `source_profile`, itself included, and has its credentials from
 * `sts credential-process` without another profile for it to take its own from: it would ask itself, for ever.
 */
export function ownProfile(env: Env, name: string): string | undefined {
  const profiles = readProfiles(readSharedFiles(env));
  const seen = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !seen.has(next); next = profiles.get(next)?.get('source_profile')) {
    seen.add(next);
    const command = profiles.get(next)?.get('credential_process') ?? '';
    const named = NAMES_PROFILE.exec(command)?.[1];
    if (OURS.test(command) && (named === undefined || seen.has(named))) return next;
  }
  return undefined;
}
