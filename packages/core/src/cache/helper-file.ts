import path from 'node:path';
import type { AssumedRole, AssumeRequest } from '../assume/index.js';
import { isSessionOf } from '../assume/index.js';
import { StsError } from '../errors/index.js';
import type { Env } from '../source/index.js';
import { isUsable } from './expiry.js';
import { readGuarded, statsOf, writePrivate } from './private-files.js';

/** Where aws-sts-helper keeps its answer: plain text, for other programs to read. */
export interface HelperFile {
  file: string;
  mode: number;
}

/** For what an answer is looked for. */
export interface HelperQuestion {
  request: AssumeRequest;
  role: { partition: string; accountId: string; name: string };
  /** Of all that shapes the answer. */
  key: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What stands in it: the answer of STS as it is, and our key beside it, which aws-sts-helper passes over. */
interface Written {
  Credentials?: { AccessKeyId?: unknown; SecretAccessKey?: unknown; SessionToken?: unknown; Expiration?: unknown };
  AssumedRoleUser?: { Arn?: unknown };
  Key?: unknown;
}

const DEFAULT_MODE = 0o600;

/**
 * The file of `AWS_STS_FILE_NAME`, if it is set; `AWS_STS_FILE_MODE` is octal.
 * @throws `STS_OPTIONS_INVALID`
 */
export function helperFile(env: Env, cwd: string): HelperFile | undefined {
  const name = env['AWS_STS_FILE_NAME'];
  return name ? { file: path.resolve(cwd, name), mode: modeOf(env['AWS_STS_FILE_MODE']) } : undefined;
}

function modeOf(text: string | undefined): number {
  if (!text) return DEFAULT_MODE;
  if (/^(?:0o?)?[0-7]{3}$/.test(text)) return Number.parseInt(text.replace('o', ''), 8);
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `An option is wrong: AWS_STS_FILE_MODE: ${JSON.stringify(text)} is not the mode of a file in octal.`,
    hint: 'For example: AWS_STS_FILE_MODE=600',
  });
}

/**
 * The answer in the file, where it is one to this question: unlike aws-sts-helper's own reading it is of this role, and has
 * more than five minutes left.
 * @throws `STS_CACHE_UNSAFE` when the file is a link, somebody else's, or can be written by more than its mode says
 */
export function helperAnswer({ file, mode }: HelperFile, question: HelperQuestion): AssumedRole | undefined {
  const text = readGuarded(file, 0o022 & ~mode, 'Remove it; it is written anew. Or unset AWS_STS_FILE_NAME.');
  const written = text === undefined ? undefined : parsed(text);
  const role = written && roleIn(written);
  if (written === undefined || role === undefined || !isSessionOf(role.assumedRoleArn, question.role)) return undefined;
  const isMeant = written.Key === undefined ? isPlain(question.request) : written.Key === question.key;
  const { expiration } = role.credentials;
  return isMeant && isUsable({ expiration, madeAt: 0 }, question.now, question.now)
    ? { ...role, accountId: question.role.accountId }
    : undefined;
}

/**
 * Writes an answer as aws-sts-helper does, but whole or not at all; one that stands there already is left.
 * @throws `STS_FILE_UNWRITABLE`
 */
export function keepForHelper({ file, mode }: HelperFile, role: AssumedRole, question: HelperQuestion): void {
  const there = statsOf(file) === undefined ? undefined : helperAnswer({ file, mode }, question);
  const { credentials, assumedRoleArn } = role;
  if (there?.credentials.accessKeyId === credentials.accessKeyId) return;
  const text = JSON.stringify({
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: credentials.expiration.toISOString(),
    },
    AssumedRoleUser: { Arn: assumedRoleArn },
    Key: question.key,
  });
  if (writePrivate(file, text, mode)) return;
  throw new StsError({
    code: 'STS_FILE_UNWRITABLE',
    message: `The credentials cannot be written to ${file} (from AWS_STS_FILE_NAME).`,
    hint: 'Look whether its folder is there and may be written to, or unset AWS_STS_FILE_NAME.',
  });
}

/** Nothing narrows or marks the session: any of the role will do. */
function isPlain({ Policy, PolicyArns, Tags, SourceIdentity }: AssumeRequest): boolean {
  return [Policy, PolicyArns, Tags, SourceIdentity].every((part) => part === undefined);
}

function parsed(text: string): Written | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Cut short: aws-sts-helper writes in place.
    return undefined;
  }
}

function roleIn({ Credentials, AssumedRoleUser }: Written): Omit<AssumedRole, 'accountId'> | undefined {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  const texts = [AccessKeyId, SecretAccessKey, SessionToken, Expiration, AssumedRoleUser?.Arn];
  if (!texts.every((text): text is string => typeof text === 'string' && text !== '')) return undefined;
  const [accessKeyId = '', secretAccessKey = '', sessionToken = '', end = '', assumedRoleArn = ''] = texts;
  const expiration = new Date(end);
  if (Number.isNaN(expiration.getTime())) return undefined;
  return { assumedRoleArn, credentials: { accessKeyId, secretAccessKey, sessionToken, expiration } };
}
