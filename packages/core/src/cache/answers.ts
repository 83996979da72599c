import * as v from 'valibot';
import type { AssumedRole } from '../assume/index.js';
import { STS_ERROR_CODES, StsError, type StsErrorCode } from '../errors/index.js';

const VERSION = 2;

/** What is kept of an answer: the credentials of the role, never a source credential. */
export interface Answer {
  role: AssumedRole;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

/** A refusal, kept for those who ask in the same run. */
export interface Refusal {
  error: StsError;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

const isoDate = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);

const ANSWER = v.object({
  version: v.literal(VERSION),
  key: v.string(),
  madeAt: v.number(),
  assumedRoleArn: v.string(),
  accountId: v.string(),
  accessKeyId: v.pipe(v.string(), v.nonEmpty()),
  secretAccessKey: v.pipe(v.string(), v.nonEmpty()),
  sessionToken: v.pipe(v.string(), v.nonEmpty()),
  expiration: isoDate,
});

const REFUSAL = v.object({
  version: v.literal(VERSION),
  key: v.string(),
  madeAt: v.number(),
  code: v.picklist(Object.keys(STS_ERROR_CODES) as StsErrorCode[]),
  message: v.string(),
  hint: v.optional(v.string()),
});

/** The answer as the text of its file. */
export function writeAnswer(key: string, { role, madeAt }: Answer): string {
  const { credentials, assumedRoleArn, accountId } = role;
  return JSON.stringify({
    version: VERSION,
    key,
    madeAt,
    assumedRoleArn,
    accountId,
    ...credentials,
    expiration: credentials.expiration.toISOString(),
  });
}

/** Reads an answer; anything that is not one of ours for this key is as good as none. */
export function readAnswer(key: string, text: string): Answer | undefined {
  const result = v.safeParse(ANSWER, json(text));
  if (!result.success || result.output.key !== key) return undefined;
  const { madeAt, assumedRoleArn, accountId, accessKeyId, secretAccessKey, sessionToken, expiration } = result.output;
  const credentials = { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration) };
  return { madeAt, role: { assumedRoleArn, accountId, credentials } };
}

/** The refusal as the text of its file. */
export function writeRefusal(key: string, { error, madeAt }: Refusal): string {
  return JSON.stringify({ version: VERSION, key, madeAt, code: error.code, message: error.message, hint: error.hint });
}

/** Reads a refusal; anything else is as good as none. */
export function readRefusal(key: string, text: string): Refusal | undefined {
  const result = v.safeParse(REFUSAL, json(text));
  if (!result.success || result.output.key !== key) return undefined;
  const { code, message, hint, madeAt } = result.output;
  return { madeAt, error: new StsError({ code, message, ...(hint === undefined ? {} : { hint }) }) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
