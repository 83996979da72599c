import type { Failure, Finding } from './failure.js';
import { keyUnsendable } from './source-refused.js';
import { place } from './time-is-up.js';
import type { RefusedCall } from './types.js';

/** Network faults that mean "nobody there", by Node's names, and where to look. */
const UNREACHABLE: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'Nothing listens there: look whether the endpoint is up.'],
  ['ECONNRESET', 'The connection was cut: look at the endpoint, and at firewalls and proxies on the way.'],
  ['ECONNABORTED', 'The connection was cut: look at the endpoint, and at firewalls and proxies on the way.'],
  ['EPIPE', 'The connection was cut: look at the endpoint, and at firewalls and proxies on the way.'],
  ['ENOTFOUND', 'The name is not known: look at the region, the endpoint, and whether there is a network at all.'],
  ['EAI_AGAIN', 'Names cannot be looked up now: look whether there is a network, and at its DNS.'],
  ['EHOSTUNREACH', 'There is no way there: look at the network and the VPN.'],
  ['ENETUNREACH', 'There is no way there: look at the network and the VPN.'],
  ['EADDRNOTAVAIL', 'There is no way there: look at the network and the VPN.'],
  ['ETIMEDOUT', 'No connection could be made: look at firewalls, the network and the VPN.'],
  ['EPROTO', 'What listens there does not speak TLS as it should: look whether the endpoint is http or https, and at proxies.'],
]);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;
const TLS = /^ERR_SSL|wrong version number/i;

/** A failure that STS did not put into words of its own: the network, what stands on the way, or STS itself. */
export function fault(failure: Failure, call: RefusedCall): Finding {
  return network(failure, call) ?? foreign(failure, call) ?? ofService(failure, call);
}

function network(failure: Failure, call: RefusedCall): Finding | undefined {
  const { network: code = '', name, message } = failure;
  const from = place(call);
  if (code === 'ERR_INVALID_CHAR') return keyUnsendable(call);
  if (code === 'ERR_INVALID_URL' || code === 'ERR_INVALID_PROTOCOL') {
    return {
      code: 'STS_UNREACHABLE',
      message: `The endpoint of STS is not a URL that can be asked (${from}): ${message}.`,
      hint: `It looks like https://sts.eu-central-1.amazonaws.com. ${ENDPOINT}`,
    };
  }
  // The SDK gives faults of the network that name too.
  if (name === 'TimeoutError' && /configured/.test(message)) return tooSlow(message, from);
  const where = CERTIFICATE.test(code)
    ? certificateHint(code)
    : TLS.test(`${code}${message}`)
      ? UNREACHABLE.get('EPROTO')
      : UNREACHABLE.get(code);
  return where === undefined
    ? undefined
    : { code: 'STS_UNREACHABLE', message: `STS cannot be reached (${from}): ${message || code}.`, hint: `${where}\n${ENDPOINT}` };
}

/** The time for one attempt was up, of each. */
function tooSlow(message: string, from: string): Finding {
  const silent = !/connect/i.test(message);
  return {
    code: silent ? 'STS_TIMEOUT' : 'STS_UNREACHABLE',
    message: silent ? `STS was asked several times and never answered (${from}).` : `No connection to STS could be made in time (${from}).`,
    hint: `Look whether the endpoint is up and can be reached from here.\n${ENDPOINT}`,
  };
}

const ENDPOINT = 'Another endpoint is named by AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, STS_ENDPOINT and the option endpoint.';

function certificateHint(code: string): string {
  if (code === 'CERT_NOT_YET_VALID' || code === 'CERT_HAS_EXPIRED') {
    return `The certificate is not valid now, which is ${new Date().toISOString()} by the clock of this machine: look at that first.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'The certificate is for another name: something else answers, or the endpoint is named wrong.';
  return 'The certificate is not trusted. Behind a proxy that has its own, name its authority: HTTPS_CAFILE, AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS, a file in PEM form.';
}

/** The codes of an endpoint that is another one, or that knows only a part of STS. */
const NOT_THIS = new Set([
  'InvalidAction',
  'UnknownOperation',
  'NotImplemented',
  'MethodNotAllowed',
  'NoSuchBucket',
  'UnrecognizedOperation',
]);

/** Proxies, portals, other services, emulators without STS. */
function foreign(failure: Failure, call: RefusedCall): Finding | undefined {
  const { status, contentType, name, message, location } = failure;
  const isPage = contentType.includes('text/html');
  const isJson = contentType.includes('json');
  const isOther = NOT_THIS.has(name) || status === 404 || status === 405 || status === 501;
  const isRedirect = status !== undefined && status >= 300 && status < 400;
  const isProxy = status === 407 || status === 511;
  const isUnread = /deserializ|char .* is not expected|Unexpected token|not valid JSON/i.test(message);
  if (!isPage && !isJson && !isOther && !isRedirect && !isProxy && !isUnread) return undefined;
  const how = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(isPage ? ['a web page'] : []),
    ...(isJson ? ['JSON'] : []),
    ...(NOT_THIS.has(name) ? [name] : []),
    ...(location === undefined ? [] : [`to ${location}`]),
  ];
  return {
    code: 'STS_RESPONSE_INVALID',
    message: `What answered is not STS (${[place(call), ...how].join(', ')}).`,
    hint: foreignHint({ isProxy: status === 407, isPortal: status === 511 || isRedirect, isOther: isOther || isJson }),
  };
}

function foreignHint({ isProxy, isPortal, isOther }: { isProxy: boolean; isPortal: boolean; isOther: boolean }): string {
  if (isProxy) return 'A proxy wants to know who asks: look at user and password in HTTPS_PROXY.';
  if (isPortal) return 'It is the sign-in page of a network, or a proxy: sign in with a browser, then try again.';
  if (isOther) return `Another service, or an emulator without STS, is there. ${ENDPOINT}`;
  return 'Look for a proxy or a sign-in page between here and STS.';
}

function ofService(failure: Failure, call: RefusedCall): Finding {
  const { status, name, message } = failure;
  if (status !== undefined && status >= 500) {
    return {
      code: 'STS_SERVICE_FAILED',
      message: `STS failed several times (${place(call)}, status ${status}): ${name}: ${message}`,
      hint: 'Try again in a while.',
    };
  }
  return {
    code: status === undefined ? 'STS_INTERNAL' : 'STS_REQUEST_REFUSED',
    message: `The call of AssumeRole for ${call.request.RoleArn} failed (${place(call)}): ${name}: ${message}`,
    hint: 'See the cause for what the SDK said.',
  };
}
