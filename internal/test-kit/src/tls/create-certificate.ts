import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';

/** A certificate of an authority that was made for it, and that nobody trusts who was not told to. */
export type Certificate = {
  /** The authority, in PEM: what `NODE_EXTRA_CA_CERTS`, `AWS_CA_BUNDLE` and `cafile` take. */
  readonly caPem: string;
  /** The server's own certificate and key, in PEM. */
  readonly certPem: string;
  readonly keyPem: string;
};

const DAY_MS = 86_400_000;

/** Makes an authority and a certificate for these names and addresses, valid from yesterday until tomorrow. */
export function createCertificate(hosts: readonly string[]): Certificate {
  const authority = keyPair();
  const server = keyPair();
  const name = [{ name: 'commonName', value: `test authority ${randomBytes(4).toString('hex')}` }];
  const ca = certificate(authority.publicKey, name, name, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  ca.sign(authority.privateKey, forge.md.sha256.create());
  const leaf = certificate(server.publicKey, [{ name: 'commonName', value: hosts[0] ?? 'localhost' }], name, [
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: hosts.map((host) => (isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host })) },
  ]);
  leaf.sign(authority.privateKey, forge.md.sha256.create());
  return { caPem: forge.pki.certificateToPem(ca), certPem: forge.pki.certificateToPem(leaf), keyPem: server.keyPem };
}

type Keys = { readonly publicKey: forge.pki.PublicKey; readonly privateKey: forge.pki.rsa.PrivateKey; readonly keyPem: string };

/** Made by Node.js: the library takes a hundred times as long. */
function keyPair(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { publicKey: forge.pki.publicKeyFromPem(publicKey), privateKey: forge.pki.privateKeyFromPem(privateKey), keyPem: privateKey };
}

function certificate(
  publicKey: forge.pki.PublicKey,
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
  extensions: object[],
): forge.pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = publicKey;
  // A positive number: its first bit is 0.
  made.serialNumber = `01${randomBytes(8).toString('hex')}`;
  made.validity.notBefore = new Date(Date.now() - DAY_MS);
  made.validity.notAfter = new Date(Date.now() + DAY_MS);
  made.setSubject(subject);
  made.setIssuer(issuer);
  made.setExtensions(extensions);
  return made;
}
