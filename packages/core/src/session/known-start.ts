import { existsSync } from 'node:fs';
import { cacheFolder, cacheKey, keepNote, keptNote, known, openVault, projectFolder, type Vault } from '../cache/index.js';
import { withoutLayers } from '../environment/index.js';
import { isStsError } from '../errors/index.js';
import { isAsItWas, type Looks } from '../loading/index.js';
import { isPlain, type StsOptions } from '../options/index.js';
import { type Explanation, type Target, withExplanation } from '../target/index.js';
import { type Brought, makeSession } from './make-session.js';
import type { Session, SessionContext } from './types.js';

/** Changes with what is noted, and with what is read differently. */
const VERSION = 2;

/** What a start came to. */
interface Start extends Brought {
  /** What it looked at on the way, and how that was. */
  looks: [string, string][];
  /** The key of the answer. */
  key: string;
  target: Omit<Target, 'explanation'>;
}

/**
 * The session of an earlier start with the very same options, environment and folder, while every file that was looked at
 * on the way is as it was, and the answer of STS is usable: then nothing has to be read again, which is most of a start.
 * @throws the refusal of STS that counts, as a reading would
 */
export function knownSession(options: StsOptions, context: SessionContext, explain: () => Explanation): Session | undefined {
  const place = placeOf(options, context);
  if (place === undefined) return undefined;
  const { vault, key } = place;
  const start = parsed(keptNote(vault, key));
  if (start === undefined || !isAsItWas(start.looks)) return undefined;
  const role = known({ vault, key: start.key, refusalsSince: context.refusalsSince }, Date.now());
  if (role === undefined) return undefined;
  return makeSession(withExplanation(start.target, explain), role, start);
}

/** Notes what a start came to, where the next one may rely on it. */
export function noteStart(
  options: StsOptions,
  context: SessionContext,
  looks: Looks,
  start: Omit<Start, 'looks'> & { folder: string | undefined },
): void {
  const entries = looks.entries(Date.now());
  const place = entries === undefined ? undefined : placeOf(options, context);
  // The configuration may have named another folder, or none.
  if (entries === undefined || place === undefined || start.folder !== place.vault.folder) return;
  const { key, answers, environment, target } = start;
  const { explanation: _later, ...plain } = target as Target;
  keepNote(place.vault, place.key, JSON.stringify({ version: VERSION, looks: entries, key, answers, environment, target: plain }));
}

/** Where such a note lies; only where the cache is in its usual place, which is known without the configuration. */
function placeOf(options: StsOptions, { cwd, env, optionsFrom, use }: SessionContext): { vault: Vault; key: string } | undefined {
  const plain = withoutLayers(env);
  // With a file of aws-sts-helper that file is looked at.
  if (options.cache !== undefined || plain['STS_CACHE'] || plain['AWS_STS_FILE_NAME'] || !isPlain(options)) return undefined;
  const folder = cacheFolder(true, cwd);
  // Not made for the sake of a note.
  if (folder === undefined || !existsSync(folder)) return undefined;
  try {
    const vault = openVault({ folder, projectDir: projectFolder(cwd), env: plain });
    return vault && { vault, key: cacheKey(['start', VERSION, options, cwd, optionsFrom, use ?? null, plain]) };
  } catch (error) {
    // Told by the reading.
    if (isStsError(error, 'STS_CACHE_UNSAFE')) return undefined;
    throw error;
  }
}

function parsed(text: string | undefined): Start | undefined {
  if (text === undefined) return undefined;
  const note = JSON.parse(text) as Start & { version: number };
  return note.version === VERSION ? note : undefined;
}
