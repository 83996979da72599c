import type { AssumedRole } from '../assume/index.js';
import { StsError, type StsErrorCode } from '../errors/index.js';

/** Of the form below. */
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

interface WrittenAnswer {
  version: number;
  madeAt: number;
  assumedRoleArn: string;
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: string;
}

interface WrittenRefusal {
  version: number;
  madeAt: number;
  code: StsErrorCode;
  message: string;
  hint?: string;
}

/** The answer as the text that is sealed. */
export function writeAnswer({ role, madeAt }: Answer): string {
  const { credentials, assumedRoleArn, accountId } = role;
  const written: WrittenAnswer = {
    version: VERSION,
    madeAt,
    assumedRoleArn,
    accountId,
    ...credentials,
    expiration: credentials.expiration.toISOString(),
  };
  return JSON.stringify(written);
}

/** Reads an answer that was sealed: only we can have written it, but maybe in another version. */
export function readAnswer(text: string): Answer | undefined {
  const written = JSON.parse(text) as WrittenAnswer;
  if (written.version !== VERSION) return undefined;
  const { madeAt, assumedRoleArn, accountId, accessKeyId, secretAccessKey, sessionToken, expiration } = written;
  const credentials = { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration) };
  return { madeAt, role: { assumedRoleArn, accountId, credentials } };
}

/** The refusal as the text that is sealed. */
export function writeRefusal({ error: { code, message, hint }, madeAt }: Refusal): string {
  const written: WrittenRefusal = { version: VERSION, madeAt, code, message, ...(hint === undefined ? {} : { hint }) };
  return JSON.stringify(written);
}

/** Reads a refusal that was sealed. */
export function readRefusal(text: string): Refusal | undefined {
  const { version, madeAt, ...told } = JSON.parse(text) as WrittenRefusal;
  return version === VERSION ? { madeAt, error: new StsError(told) } : undefined;
}
