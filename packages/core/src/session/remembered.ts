import { statSync } from 'node:fs';
import { cacheKey, isUsable } from '../cache/index.js';
import { withoutLayers } from '../environment/index.js';
import type { StsOptions } from '../options/index.js';
import type { Session, SessionContext } from './types.js';

interface Remembered {
  session: Session;
  /** The files that led to it, as they were. */
  files: string;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

/** Of this process and realm alone. */
const sessions = new Map<string, Remembered>();

/** The session that was opened before with the same options, environment and files, while it is usable. */
export function rememberedSession(options: StsOptions, context: SessionContext): Session | undefined {
  const known = sessions.get(keyOf(options, context));
  if (known === undefined || known.files !== stateOf(known.session)) return undefined;
  const { session, madeAt } = known;
  return isUsable({ expiration: session.credentials.expiration, madeAt }, Number.POSITIVE_INFINITY, Date.now()) ? session : undefined;
}

/** Keeps a session for `rememberedSession`. */
export function rememberSession(options: StsOptions, context: SessionContext, session: Session): void {
  sessions.set(keyOf(options, context), { session, files: stateOf(session), madeAt: Date.now() });
}

function keyOf(options: StsOptions, context: SessionContext): string {
  return cacheKey([options, context.cwd, context.use ?? null, withoutLayers(context.env)]);
}

function stateOf({ target }: Session): string {
  return target.files.map((file) => `${file} ${statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 'none'}`).join('\n');
}
