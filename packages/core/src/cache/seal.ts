import { crypto } from '../loading/index.js';

const ALGORITHM = 'aes-256-gcm';
/** NIST SP 800-38D: 12 bytes, never used twice with a key; 16 bytes of tag. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text, bound to the name it is kept under.
 * @param key 32 bytes
 * @returns JSON with one field in base64: nonce, tag, ciphertext
 */
export function seal(key: Buffer, name: string, text: string): string {
  const nonce = crypto().randomBytes(NONCE_BYTES);
  const cipher = crypto().createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return JSON.stringify({ sealed: Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64') });
}

/** What was sealed with this key under this name; anything else is `undefined`. */
export function unseal(key: Buffer, name: string, sealed: string): string | undefined {
  const bytes = bytesOf(sealed);
  if (bytes === undefined || bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = crypto()
    .createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(name))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    // Another key, another name, or changed since.
    return undefined;
  }
}

function bytesOf(text: string): Buffer | undefined {
  try {
    const { sealed } = JSON.parse(text) as { sealed?: unknown };
    return typeof sealed === 'string' ? Buffer.from(sealed, 'base64') : undefined;
  } catch {
    // Cut short, or not ours.
    return undefined;
  }
}
