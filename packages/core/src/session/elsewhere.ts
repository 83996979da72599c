import type { AssumedRole } from '../assume/index.js';
import { cacheKey } from '../cache/index.js';
import { isStsError, StsError, type StsErrorCode } from '../errors/index.js';
import type { StsOptions } from '../options/index.js';
import type { Prepared } from './prepare.js';
import type { SessionContext } from './types.js';

/** A session that a process asks of another one, which has the source credentials. */
export interface ElsewhereQuestion extends Omit<SessionContext, 'env'> {
  options: StsOptions;
  /** Of all that would be sent: the other process is to come to the very same. */
  digest: string;
}

/** What it answers, fit for JSON; `undefined` where it comes to something else, or does not answer. */
export type ElsewhereAnswer =
  | { ok: true; role: Omit<AssumedRole, 'credentials'> & { credentials: Record<keyof AssumedRole['credentials'], string> } }
  | { ok: false; code: StsErrorCode; message: string; hint: string | undefined };

/** @param accessKeyId of the credentials that would be asked with otherwise */
type AskElsewhere = (question: ElsewhereQuestion, accessKeyId: string) => Promise<ElsewhereAnswer | undefined>;

/** One per realm, shared by the copies of this package in it. */
const ASK: unique symbol = Symbol.for('@sts/core/ask-elsewhere') as never;

/**
 * Has sessions opened by another process: for a worker that was given a role and not the source credentials, so that its
 * tests may have other roles beside it, as they may where the tests run in one process.
 */
export function askElsewhere(ask: AskElsewhere): void {
  (globalThis as { [ASK]?: AskElsewhere })[ASK] = ask;
}

/** The digest of what is about to be sent, without who asks. */
export function digestOf({ requests, target, endpoint }: Prepared): string {
  return cacheKey([requests, target.region, endpoint ?? null]);
}

/**
 * The role from elsewhere; `undefined` where nobody is to be asked, or who is has no answer to this.
 * @throws the refusal that the other process met
 */
export async function roleFromElsewhere(
  prepared: Prepared,
  options: StsOptions,
  context: SessionContext,
): Promise<AssumedRole | undefined> {
  const ask = (globalThis as { [ASK]?: AskElsewhere })[ASK];
  if (ask === undefined || prepared.source.kind !== 'keys') return undefined;
  const { cwd, optionsFrom, refusalsSince } = context;
  const question = { options, cwd, optionsFrom, refusalsSince, digest: digestOf(prepared) };
  const answer = await ask(question, prepared.source.credentials.accessKeyId);
  if (answer === undefined) return undefined;
  if (!answer.ok)
    throw new StsError({ code: answer.code, message: answer.message, ...(answer.hint === undefined ? {} : { hint: answer.hint }) });
  const { credentials } = answer.role;
  return { ...answer.role, credentials: { ...credentials, expiration: new Date(credentials.expiration) } };
}

/** Says that another request would be sent here. */
export class AnotherRequest extends Error {}

/** The answer for the process that asks. */
export async function answerWith(open: () => Promise<AssumedRole>): Promise<ElsewhereAnswer | undefined> {
  try {
    const { assumedRoleArn, accountId, credentials } = await open();
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
    return {
      ok: true,
      role: {
        assumedRoleArn,
        accountId,
        credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiration.toISOString() },
      },
    };
  } catch (error) {
    if (!isStsError(error)) return undefined;
    return { ok: false, code: error.code, message: error.message, hint: error.hint };
  }
}
