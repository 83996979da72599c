import { showKeyId } from '../errors/index.js';
import type { Finding } from './failure.js';
import type { RefusedCall } from './types.js';

/** Secrets of AWS have this many characters; those of emulators may have others. */
const SECRET_LENGTH = 40;

/** Regions that an account has to be let into; STS knows no key there before. AWS regional services list, opt-in regions. */
const ALWAYS_ON =
  /^(?:us-(?:east|west)-\d|ca-central-1|sa-east-1|eu-(?:central-1|north-1|west-[123])|ap-(?:south-1|southeast-[12]|northeast-[123]))$/;

/** STS does not know the key. */
export function keyUnknown(said: string, call: RefusedCall): Finding {
  const { source, region } = call;
  const message = `STS does not know ${who(call)}: ${said}`;
  const code = 'STS_CREDENTIALS_INVALID';
  const isTemporary = source.accessKeyId.startsWith('ASIA');
  if (source.sessionToken === undefined) {
    const hint = isTemporary
      ? `A key that begins with ASIA is a temporary one, and needs the session token that came with it: ${tokenName(call)}.`
      : 'The key may be deleted, inactive or mistyped, or belong to another partition.';
    return { code, message, hint: [hint, ...optIn(region)].join('\n') };
  }
  if (isStale(call))
    return { code, message: `${message} ${stale(call)}`, hint: `Unset ${tokenName(call)}: it is left over from other keys.` };
  return {
    code,
    message,
    hint: [
      `A session token (${tokenName(call)}) is set beside the key. It has to be the one that came with this key; if the key is not a temporary one, unset it.`,
      ...optIn(region),
    ].join('\n'),
  };
}

/** The credentials are of a time that is over. */
export function sourceExpired(said: string, call: RefusedCall): Finding {
  const { profile } = call.clues ?? {};
  const code = 'STS_CREDENTIALS_EXPIRED';
  const message = `${capital(who(call))} have expired. STS says: ${said}`;
  if (isStale(call))
    return { code, message: `${message} ${stale(call)}`, hint: `Unset ${tokenName(call)}: it is left over from other keys.` };
  const again = profile === undefined ? 'sign in again (aws sso login)' : `aws sso login --profile ${profile}, for SSO`;
  const or = call.source.sessionToken === undefined ? '' : `, or unset ${tokenName(call)} if it is left over`;
  return { code, message, hint: `Get new ones: ${again}${or}.` };
}

/** The secret does not fit the key. */
export function signatureWrong(call: RefusedCall): Finding {
  return {
    code: 'STS_SIGNATURE_INVALID',
    message: `The secret of ${who(call)} does not fit its key: STS could not verify the signature.${looks(call.source.secretAccessKey)}`,
    hint: 'Set the secret again; look for a lost character, or a space or newline at its end.',
  };
}

/** What is between here and STS has taken something out of the request, or there was nothing to sign with. */
export function signatureMissing(said: string, call: RefusedCall): Finding {
  return {
    code: 'STS_SIGNATURE_INVALID',
    message: `The signature by ${who(call)} is not whole when it comes to STS: ${said}`,
    hint: 'Look for a proxy that changes headers, and for spaces or other characters in the key id that do not belong there.',
  };
}

/** Node does not send such a header. */
export function keyUnsendable(call: RefusedCall): Finding {
  const { accessKeyId, sessionToken } = call.source;
  const what =
    isSendable(accessKeyId) && sessionToken !== undefined && !isSendable(sessionToken)
      ? `The session token (${tokenName(call)})`
      : 'The key id';
  return {
    code: 'STS_CREDENTIALS_INVALID',
    message: `${what} of ${who(call)} has a character in it that no key has, such as a newline: it cannot be sent.`,
    hint: 'Set it again, without a space or newline at its end.',
  };
}

function isSendable(text: string): boolean {
  return /^[!-~]*$/.test(text);
}

function who({ source, sourceFrom }: RefusedCall): string {
  return `the source credentials ${showKeyId(source.accessKeyId.trim())} (from ${sourceFrom})`;
}

/** A user's key has no session token. IAM user guide, "IAM identifiers": AKIA is a user's key, ASIA a temporary one. */
function isStale({ source }: RefusedCall): boolean {
  return source.sessionToken !== undefined && source.accessKeyId.startsWith('AKIA');
}

function stale(call: RefusedCall): string {
  return `A session token (${tokenName(call)}) is sent beside a key of a user (AKIA…), which has none.`;
}

function tokenName({ clues, sourceFrom }: RefusedCall): string {
  return clues?.tokenFrom ?? (sourceFrom === 'AWS_ACCESS_KEY_ID' ? 'AWS_SESSION_TOKEN' : `the session token of ${sourceFrom}`);
}

function optIn(region: string): string[] {
  if (ALWAYS_ON.test(region) || /^(?:cn|us-gov|us-iso|eusc|eu-isoe)/.test(region)) return [];
  return [
    `${region} is a region that an account has to opt into: before that, STS knows no key there, nor a token of the global endpoint.`,
  ];
}

/** What a secret looks like that cannot be one; not what it is. */
function looks(secret: string): string {
  if (secret !== secret.trim()) return ' It has a space or a newline at an end.';
  if (/%[0-9A-Fa-f]{2}/.test(secret)) return ' It looks URL-encoded.';
  return secret.length === SECRET_LENGTH ? '' : ` It has ${secret.length} characters; those of AWS have ${SECRET_LENGTH}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
