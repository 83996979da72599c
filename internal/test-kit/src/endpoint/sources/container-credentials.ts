import { randomBytes } from 'node:crypto';
import { header } from '../http/received.js';
import type { EndpointState } from '../state.js';
import { HandedOut, json, keysOf, type CredentialSource, type Served } from './credential-source.js';

/** A role that the code in a container has. */
export type ContainerSpec = {
  /** Made, with a trust of its service, when there is no such role. */
  readonly roleArn: string;
  /** Default: a random one. */
  readonly authorizationToken?: string;
  /** Default: the id of a task. */
  readonly sessionName?: string;
  /** Seconds that credentials live; default 21600. */
  readonly durationSeconds?: number;
};

export type ContainerSource = CredentialSource & { readonly kind: 'container'; readonly authorizationToken: string };

/** The endpoint of a container's agent (`AWS_CONTAINER_CREDENTIALS_FULL_URI`); each has a path of its own. */
export function serveContainer(state: EndpointState, url: string, spec: ContainerSpec): Served<ContainerSource> {
  const { roleArn, durationSeconds = 21_600 } = spec;
  const { authorizationToken = randomBytes(30).toString('base64url'), sessionName = randomBytes(16).toString('hex') } = spec;
  const path = `/v2/credentials/${randomBytes(8).toString('hex')}`;
  const handedOut = new HandedOut(state, roleArn, 'ecs-tasks.amazonaws.com', sessionName, durationSeconds);

  const source: ContainerSource = {
    kind: 'container',
    url: `${url}${path}`,
    roleArn,
    sessionArn: handedOut.sessionArn,
    authorizationToken,
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}${path}`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: authorizationToken,
    },
    get asked() {
      return handedOut.asked;
    },
    status: undefined,
  };

  return {
    source,
    handedOut,
    reply(received) {
      if (received.path !== path) return undefined;
      handedOut.asked += 1;
      if (source.status !== undefined) return { status: source.status };
      if (header(received, 'authorization') !== authorizationToken) {
        return json(401, { Code: 'AccessDenied', Message: 'Authorization token is missing or wrong' });
      }
      const issued = handedOut.credentials();
      if (issued === undefined) return json(404, { Code: 'NotFound', Message: 'There is no such role' });
      return json(200, { RoleArn: roleArn, ...keysOf(issued) });
    },
  };
}
