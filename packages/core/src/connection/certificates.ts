import { readFileSync } from 'node:fs';
import path from 'node:path';
import { StsError, toCause } from '../errors/index.js';
import { crypto } from '../loading/index.js';
import type { Variables } from './variables.js';

/** The first of each that is set counts, as in Serverless; the SDKs' own name stands beside them. */
const TEXTS = ['ca', 'HTTPS_CA', 'https_ca'];
const FILES = ['cafile', 'HTTPS_CAFILE', 'https_cafile'];
const BUNDLE = 'AWS_CA_BUNDLE';

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/**
 * The authorities that the environment names, in PEM; `undefined` where it names none. As in Serverless they take the
 * place of Node's own roots (measured: an agent with `ca` knows no others).
 * @throws `STS_CONNECTION_INVALID` naming the variable and the file
 */
export function certificateAuthorities(env: Variables): string[] | undefined {
  const text = TEXTS.find((name) => env[name]);
  const files = FILES.find((name) => env[name]);
  const found = [
    ...(text === undefined
      ? []
      : parts(env[text]).flatMap((pem) => certificatesIn(pem.replaceAll(String.raw`\n`, '\n'), `The value of ${text}`))),
    ...(files === undefined ? [] : parts(env[files]).flatMap((file) => certificatesOf(file, files))),
    ...(env[BUNDLE] ? certificatesOf(env[BUNDLE], BUNDLE) : []),
  ];
  return found.length === 0 ? undefined : found;
}

function parts(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function certificatesOf(name: string, variable: string): string[] {
  const file = path.resolve(name);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new StsError({
      code: 'STS_CONNECTION_INVALID',
      message: `The certificates ${file} (from ${variable}) cannot be read: ${toCause(error).message}`,
      hint: `Name files of certificates in PEM with ${variable}, or unset it.`,
      cause: toCause(error),
    });
  }
  return certificatesIn(text, `${file} (from ${variable})`);
}

/** Node takes anything for a certificate, and trusts nobody then. */
function certificatesIn(text: string, what: string): string[] {
  const found = text.match(CERTIFICATE) ?? [];
  const { X509Certificate } = crypto();
  try {
    if (found.length === 0) throw new Error('there is no "-----BEGIN CERTIFICATE-----" in it');
    for (const pem of found) void new X509Certificate(pem);
  } catch (error) {
    throw new StsError({
      code: 'STS_CONNECTION_INVALID',
      message: `${what} is not a certificate in PEM: ${toCause(error).message}.`,
      hint: String.raw`A certificate begins with -----BEGIN CERTIFICATE-----; in a variable its new lines may be written as \n.`,
    });
  }
  return found;
}
