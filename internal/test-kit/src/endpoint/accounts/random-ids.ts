import { randomBytes, randomInt } from 'node:crypto';

const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A unique id as IAM writes it: a prefix of four letters and seventeen more characters (IAM user guide, "IAM identifiers"). */
export function uniqueId(prefix: 'AIDA' | 'AROA'): string {
  return prefix + capitals(17);
}

/** Twenty characters: `AKIA` for a user's own keys, `ASIA` for temporary ones. */
export function accessKeyId(prefix: 'AKIA' | 'ASIA'): string {
  return prefix + capitals(16);
}

/** Forty characters. */
export function secretAccessKey(): string {
  return randomBytes(30).toString('base64');
}

/** Some hundred characters that no caller should make anything of. */
export function sessionToken(): string {
  return `IQoJb3JpZ2luX2Vj${randomBytes(300).toString('base64')}`;
}

function capitals(count: number): string {
  return Array.from({ length: count }, () => CAPITALS.charAt(randomInt(CAPITALS.length))).join('');
}
