import { maskCredentials, type MutableEnv, withoutLayers } from '../environment/index.js';
import { nodeRequire } from '../loading/index.js';
import type { StsOptions } from '../options/index.js';
import type { Explanation } from '../target/index.js';
import type * as Cold from './cold.js';
import { answerWith, type ElsewhereAnswer, type ElsewhereQuestion } from './elsewhere.js';
import type * as Flags from './flags.js';
import { knownSession } from './known-start.js';
import { isSwitchedOffSession } from './make-session.js';
import type * as Tools from './tools.js';
import type { Session, SessionContext } from './types.js';

/**
 * Opens a session: one AssumeRole for any number of processes that ask the same, none when a valid answer is cached.
 * Changes no environment.
 * @throws every code but those of other packages: see `docs/errors.md`
 */
export async function openSessionIn(options: StsOptions, context: SessionContext): Promise<Session> {
  return knownHere(options, context) ?? masked(await cold().openCold(options, context), context);
}

/**
 * Opens a session without giving way: for places that cannot wait, such as the constructor of a Jest environment. From
 * the cache it takes milliseconds; else a helper process asks, once for all who wait.
 * @throws as `openSessionIn`
 */
export function openSessionSync(options: StsOptions, context: SessionContext): Session {
  return knownHere(options, context) ?? masked(cold().openColdSync(options, context), context);
}

/**
 * Opens a session for a process that was given a role by this one; `undefined` where this process would ask for something
 * else than that one, whose environment may have been changed.
 * @param env the environment of this process
 */
export function openForOther({ digest, options, ...context }: ElsewhereQuestion, env: MutableEnv): Promise<ElsewhereAnswer | undefined> {
  return answerWith(async () => {
    const session = await cold().openCold(options, { ...context, env }, digest);
    // A switched-off session would throw: there is nothing to hand over.
    return { credentials: session.credentials, assumedRoleArn: session.assumedRoleArn, accountId: session.accountId };
  });
}

/**
 * Checks the options of a runner's configuration as soon as they are given.
 * @param from where they stand, for messages
 * @throws `STS_OPTIONS_INVALID` with all problems at once
 */
export function checkOptions(options: unknown, from: string): void {
  cold().checkOptionsCold(options, from);
}

/** For commands of Serverless: what `custom.sts` says of them, and the options that their flags are. */
export function commandDoor(): Pick<typeof Cold, 'commandSettingsIn' | 'OPTION_FLAGS' | 'optionsOfFlags'> {
  return cold();
}

/** All that reads a configuration; most starts do without. */
export function cold(): typeof Cold {
  return nodeRequire('./cold.js') as typeof Cold;
}

/** The table of options, for who makes flags of them. */
export function flags(): typeof Flags {
  return nodeRequire('./flags.js') as typeof Flags;
}

/** What the `sts` command needs beyond the runners' packages: a file of its own in the built package. */
export function tools(): typeof Tools {
  return nodeRequire('./tools.js') as typeof Tools;
}

function knownHere(options: StsOptions, context: SessionContext): Session | undefined {
  const then = { ...context, env: withoutLayers(context.env) };
  const session = knownSession(options, then, (): Explanation => cold().explainIn(options, then));
  return session && masked(session, context);
}

/** Before the credentials reach any environment. */
function masked(session: Session, { env, output }: SessionContext): Session {
  if (!isSwitchedOffSession(session)) maskCredentials(session.credentials, env, output);
  return session;
}
