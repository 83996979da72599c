import { randomBytes } from 'node:crypto';
import { header, type Received } from '../http/received.js';
import type { EndpointState } from '../state.js';
import { HandedOut, isoSeconds, json, keysOf, type CredentialSource, type Reply, type Served } from './credential-source.js';

/** A role that an instance has. */
export type InstanceSpec = {
  /** Made, with a trust of its service, when there is no such role. */
  readonly roleArn: string;
  /** Default: the id of an instance. */
  readonly sessionName?: string;
  /** Seconds that credentials live; default 21600. */
  readonly durationSeconds?: number;
};

export type InstanceSource = CredentialSource & { readonly kind: 'instance' };

const TOKEN = '/latest/api/token';
const ROLES = '/latest/meta-data/iam/security-credentials/';
const TTL = 'x-aws-ec2-metadata-token-ttl-seconds';

/** The instance metadata in its second version, where nothing is told without a token (`AWS_EC2_METADATA_SERVICE_ENDPOINT`). */
export function serveInstance(state: EndpointState, url: string, spec: InstanceSpec): Served<InstanceSource> {
  const { roleArn, sessionName = `i-${randomBytes(8).toString('hex')}0`, durationSeconds = 21_600 } = spec;
  const handedOut = new HandedOut(state, roleArn, 'ec2.amazonaws.com', sessionName, durationSeconds);
  /** Token to its end. */
  const tokens = new Map<string, number>();

  const source: InstanceSource = {
    kind: 'instance',
    url: `${url}${ROLES}`,
    roleArn,
    sessionArn: handedOut.sessionArn,
    env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: url, AWS_EC2_METADATA_DISABLED: 'false' },
    get asked() {
      return handedOut.asked;
    },
    status: undefined,
  };

  return {
    source,
    handedOut,
    reply(received) {
      if (!isMetadata(received)) return undefined;
      const asks = received.method === 'GET' && received.path === `${ROLES}${handedOut.roleName}`;
      if (asks) handedOut.asked += 1;
      if (source.status !== undefined) return { status: source.status };
      if (received.path === TOKEN) return giveToken(received);
      if ((tokens.get(header(received, 'x-aws-ec2-metadata-token') ?? '') ?? 0) <= state.nowMs()) return { status: 401 };
      if (received.method !== 'GET') return { status: 405 };
      if (received.path === ROLES || `${received.path}/` === ROLES) return text(handedOut.roleName);
      const issued = asks ? handedOut.credentials() : undefined;
      if (issued === undefined) return { status: 404 };
      return json(200, {
        Code: 'Success',
        LastUpdated: isoSeconds(new Date(state.nowMs())),
        Type: 'AWS-HMAC',
        ...keysOf(issued),
      });
    },
  };

  function giveToken(received: Received): Reply {
    if (received.method !== 'PUT') return { status: 405 };
    // EC2 user guide: a proxy that was not meant to be one must not hand out tokens.
    if (header(received, 'x-forwarded-for') !== undefined) return { status: 403 };
    const seconds = Number(header(received, TTL));
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > 21_600) return { status: 400 };
    const token = randomBytes(40).toString('base64');
    tokens.set(token, state.nowMs() + seconds * 1000);
    return { ...text(token), headers: { [TTL]: String(seconds) } };
  }
}

/** Whether the address is one of the instance metadata, whoever serves it. */
export function isMetadata({ path }: Received): boolean {
  return path.startsWith('/latest/');
}

function text(body: string): Reply {
  return { status: 200, type: 'text/plain', body };
}
