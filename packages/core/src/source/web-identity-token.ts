import { readTextFile } from '../config/index.js';
import { isStsError, StsError, toCause } from '../errors/index.js';

/**
 * The token of an identity provider, as it is in its file now: it is written anew all the time.
 * @throws `STS_SOURCE_FAILED`
 */
export function readToken(tokenFile: string, from: string): string {
  try {
    const token = readTextFile(tokenFile)?.trim();
    if (token) return token;
    throw failed(token === undefined ? 'is not there' : 'is empty', tokenFile, from);
  } catch (error) {
    throw isStsError(error, 'STS_SOURCE_FAILED') ? error : failed(`cannot be read: ${toCause(error).message}`, tokenFile, from, error);
  }
}

function failed(what: string, tokenFile: string, from: string, error?: unknown): StsError {
  return new StsError({
    code: 'STS_SOURCE_FAILED',
    message: `The web identity token ${tokenFile} (from ${from}) ${what}.`,
    hint: 'The system that runs this has to write it: in CI, look whether the job may have an identity token.',
    ...(error === undefined ? {} : { cause: toCause(error) }),
  });
}
