import { createHash, randomBytes } from 'node:crypto';
import { header, type Received } from '../http/received.js';
import type { EndpointState } from '../state.js';
import { HandedOut, json, type CredentialSource, type Reply, type Served } from './credential-source.js';

/** A permission set that somebody has in an account. */
export type SsoSpec = {
  /** Name of the permission set: `sso_role_name` of a profile. */
  readonly roleName: string;
  /** Twelve digits; default `123456789012`. */
  readonly account?: string;
  /** Default `ann@example.com`. */
  readonly userName?: string;
  /** Default `eu-central-1`. */
  readonly region?: string;
  /** What `aws sso login` has got; default: a random one. */
  readonly accessToken?: string;
  /** Seconds that credentials live; default 3600. */
  readonly durationSeconds?: number;
};

export type SsoSource = CredentialSource & {
  readonly kind: 'sso';
  readonly accessToken: string;
  /**
   * What lies in the home folder after `aws sso login`, by its path there: a configuration with a profile of this name,
   * and the cached token. `endsInSeconds` is the token's; default 8 hours.
   */
  homeFiles(profile: string, endsInSeconds?: number): Record<string, string>;
};

const PATH = '/federation/credentials';
const SESSION = 'kit';
const START_URL = 'https://kit.awsapps.com/start';

/** GetRoleCredentials of the access portal (`AWS_ENDPOINT_URL_SSO`). The role has the name that IAM Identity Center gives it. */
export function serveSso(state: EndpointState, url: string, spec: SsoSpec): Served<SsoSource> {
  const { roleName, account = '123456789012', userName = 'ann@example.com', region = 'eu-central-1', durationSeconds = 3600 } = spec;
  const { accessToken = randomBytes(48).toString('base64url') } = spec;
  const id = createHash('sha256').update(`${account}/${roleName}`).digest('hex').slice(0, 16);
  const roleArn = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${region}/AWSReservedSSO_${roleName}_${id}`;
  const handedOut = new HandedOut(state, roleArn, 'sso.amazonaws.com', userName, durationSeconds);

  const source: SsoSource = {
    kind: 'sso',
    url: `${url}${PATH}`,
    roleArn,
    sessionArn: handedOut.sessionArn,
    accessToken,
    env: { AWS_ENDPOINT_URL_SSO: url },
    get asked() {
      return handedOut.asked;
    },
    status: undefined,
    homeFiles: (profile, endsInSeconds = 28_800) => ({
      '.aws/config': [
        `[profile ${profile}]`,
        `sso_session = ${SESSION}`,
        `sso_account_id = ${account}`,
        `sso_role_name = ${roleName}`,
        `region = ${region}`,
        `[sso-session ${SESSION}]`,
        `sso_start_url = ${START_URL}`,
        `sso_region = ${region}`,
        'sso_registration_scopes = sso:account:access',
        '',
      ].join('\n'),
      [`.aws/sso/cache/${createHash('sha1').update(SESSION).digest('hex')}.json`]: JSON.stringify({
        startUrl: START_URL,
        region,
        accessToken,
        expiresAt: new Date(state.nowMs() + endsInSeconds * 1000).toISOString(),
      }),
    }),
  };

  return {
    source,
    handedOut,
    reply(received) {
      if (received.path !== PATH || !isMine(received)) return undefined;
      handedOut.asked += 1;
      if (source.status !== undefined) return { status: source.status };
      const issued = handedOut.credentials();
      if (issued === undefined) return refused(403, 'ForbiddenException', 'No access');
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = issued;
      return json(200, { roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiration.getTime() } });
    },
  };

  function isMine(received: Received): boolean {
    const asked = new URLSearchParams(received.query);
    const right = header(received, 'x-amz-sso_bearer_token') === accessToken;
    return right && asked.get('account_id') === account && asked.get('role_name') === roleName;
  }
}

/** The answer to a request that no permission set is meant by. */
export function refuseSso(received: Received, tokens: readonly string[]): Reply | undefined {
  if (received.path !== PATH) return undefined;
  const asked = new URLSearchParams(received.query);
  if (!asked.get('account_id') || !asked.get('role_name')) return refused(400, 'InvalidRequestException', 'Request is invalid');
  const token = header(received, 'x-amz-sso_bearer_token');
  if (token === undefined || !tokens.includes(token)) return refused(401, 'UnauthorizedException', 'Session token not found or invalid');
  return refused(403, 'ForbiddenException', 'No access');
}

function refused(status: number, code: string, message: string): Reply {
  return json(status, { __type: code, message }, { 'x-amzn-ErrorType': code });
}
