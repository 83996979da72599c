const ACCESS_KEY_ID = /\b(?:AKIA|ASIA|AIDA|LKIA|LSIA)[A-Z0-9]{8,}([A-Z0-9]{4})\b/g;
// STS repeats the canonical request, session token included, when a signature does not match.
const TOKEN_HEADER = /(x-amz-security-token\s*[:=]\s*)\S+/gi;
const USER_INFO = /(:\/\/)[^\s/@]*:[^\s/@]*@/g;
// Node has all that a process wrote to stderr in the message of its failure, and the arguments that it was given.
const COMMAND = /(Command failed): [^]*/;
const AUTHORIZATION = /(Credential=|Signature=)[^\s,;&]+/g;

/**
 * Takes secrets out of a text that comes from somebody else: the given values, access key ids (their last four
 * characters stay), security tokens, signatures, user and password of a URL, and what a process that failed
 * was given and has printed.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length >= 4) clean = clean.replaceAll(secret, '[redacted]');
  }
  return clean
    .replace(TOKEN_HEADER, '$1[redacted]')
    .replace(COMMAND, '$1: what it was given and has printed is not shown')
    .replace(USER_INFO, '$1[redacted]@')
    .replace(AUTHORIZATION, '$1[redacted]')
    .replace(ACCESS_KEY_ID, (_id, last: string) => `…${last}`);
}

/** An access key id as it may be shown: its last four characters. */
export function showKeyId(accessKeyId: string): string {
  return `…${accessKeyId.slice(-4)}`;
}
