import { StsError } from '../errors/index.js';
import type { Variables } from './variables.js';

/** A proxy on the way to AWS. */
export interface Proxy {
  /** Its address without user and password: as it may be shown, and as libraries that write logs may know it. */
  url: string;
  /** What it is sent to let somebody through. */
  authorization: string | undefined;
  /** The variable that names it. */
  from: string;
}

/** The first that is set counts. Serverless takes `HTTP_PROXY` for `https` too. */
const FOR_HTTP = ['proxy', 'HTTP_PROXY', 'http_proxy'];
const FOR_HTTPS = ['proxy', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** Whether any proxy is named. */
export function namesProxy(env: Variables): boolean {
  return FOR_HTTPS.some((name) => env[name]);
}

/**
 * The proxy for a request, unless `NO_PROXY` leaves its host out. The libraries that know these variables read them
 * from the process alone, where those of a `.env` file are not.
 * @throws `STS_CONNECTION_INVALID`
 */
export function proxyFor(env: Variables, target: string): Proxy | undefined {
  // What is no URL is told by the request itself.
  if (!URL.canParse(target)) return undefined;
  const { protocol, hostname, port } = new URL(target);
  const secure = protocol === 'https:';
  const from = (secure ? FOR_HTTPS : FOR_HTTP).find((name) => env[name]);
  if (from === undefined || isLeftOut(env, hostname, port || (secure ? '443' : '80'))) return undefined;
  return parsed(env[from] ?? '', from);
}

function parsed(value: string, from: string): Proxy {
  try {
    const url = new URL(value.includes('://') ? value : `http://${value}`);
    if (!['http:', 'https:'].includes(url.protocol) || url.hostname === '') throw new Error('not http');
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const authorization = url.username || url.password ? `Basic ${Buffer.from(user).toString('base64')}` : undefined;
    return { url: `${url.protocol}//${url.host}`, authorization, from };
  } catch {
    // The value is not shown: a password may be in it.
    throw new StsError({
      code: 'STS_CONNECTION_INVALID',
      message: `What ${from} says is not the URL of an http or https proxy.`,
      hint: `For example: ${from}=http://proxy.example.com:3128. In a user's name or password, characters such as @ : / % are written as %40 %3A %2F %25.`,
    });
  }
}

/** Names with all below them, as curl takes them; `*` alone is every host; a port narrows it. */
function isLeftOut(env: Variables, hostname: string, port: string): boolean {
  const host = hostname.toLowerCase().replaceAll(/^\[|\]$/g, '');
  return (env['NO_PROXY'] || env['no_proxy'] || '')
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, name = entry, narrowed] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
      if (name === '' || (narrowed !== undefined && narrowed !== port)) return false;
      if (name === '*') return true;
      const wanted = name.replace(/^\*?\./, '').replaceAll(/^\[|\]$/g, '');
      return host === wanted || host.endsWith(`.${wanted}`);
    });
}
