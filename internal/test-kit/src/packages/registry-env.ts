import { existsSync } from 'node:fs';

/** Where Debian and its like keep the authorities that the machine trusts. */
const SYSTEM_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

const WANTED = /^(?:(?:https?|all|no)_proxy|node_extra_ca_certs|ssl_cert_(?:file|dir)|npm_config_(?:registry|cafile|cache|userconfig))$/i;

/**
 * What npm needs to reach its registry; nothing that the package manager that runs us has set for its own scripts. The
 * person's own configuration says where packages come from, so npm also needs the real home.
 */
export function registryEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const wanted = Object.entries(env).filter((entry): entry is [string, string] => WANTED.test(entry[0]) && entry[1] !== undefined);
  // Node.js has authorities of its own; those that the machine trusts count too, for package managers that know no other setting.
  return { ...(existsSync(SYSTEM_AUTHORITIES) ? { NODE_EXTRA_CA_CERTS: SYSTEM_AUTHORITIES } : {}), ...Object.fromEntries(wanted) };
}
