import type { AssumedRole } from '../assume/index.js';
import { cacheKey } from '../cache/index.js';
import { isStsError } from '../errors/index.js';
import type { StsOptions } from '../options/index.js';
import { type CarriedError, carriedError, type CarriedRole, carriedRole, unpackedError, unpackedRole } from './carried.js';
import type { Prepared } from './prepare.js';
import type { SessionContext } from './types.js';

/** A session that a process asks of another one, which has the source credentials. */
export interface ElsewhereQuestion extends Omit<SessionContext, 'env'> {
  options: StsOptions;
  /** Of all that would be sent: the other process is to come to the very same. */
  digest: string;
}

/** What it answers, fit for JSON; `undefined` where it comes to something else, or does not answer. */
export type ElsewhereAnswer = { ok: true; role: CarriedRole } | CarriedError;

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
  if (!answer.ok) throw unpackedError(answer);
  return unpackedRole(answer.role);
}

/** Says that another request would be sent here. */
export class AnotherRequest extends Error {}

/** The answer for the process that asks. */
export async function answerWith(open: () => Promise<AssumedRole>): Promise<ElsewhereAnswer | undefined> {
  try {
    return { ok: true, role: carriedRole(await open()) };
  } catch (error) {
    return isStsError(error) ? carriedError(error) : undefined;
  }
}
