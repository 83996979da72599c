import type { ServerResponse } from 'node:http';
import type { Received } from '../http/received.js';
import type { EndpointState } from '../state.js';
import { serveContainer, type ContainerSource, type ContainerSpec } from './container-credentials.js';
import type { CredentialSource, Reply, Served } from './credential-source.js';
import { isMetadata, serveInstance, type InstanceSource, type InstanceSpec } from './instance-metadata.js';
import { refuseSso, serveSso, type SsoSource, type SsoSpec } from './sso-portal.js';

/** The other places where credentials come from, on the endpoint's own address. */
export class CredentialSources {
  readonly #state: EndpointState;
  readonly #url: string;
  readonly #served: Served[] = [];

  constructor(state: EndpointState, url: string) {
    this.#state = state;
    this.#url = url;
  }

  get all(): readonly CredentialSource[] {
    return this.#served.map(({ source }) => source);
  }

  addSso(spec: SsoSpec): SsoSource {
    return this.#add(serveSso(this.#state, this.#url, spec));
  }

  addContainer(spec: ContainerSpec): ContainerSource {
    return this.#add(serveContainer(this.#state, this.#url, spec));
  }

  /** One machine has one; the last counts. */
  addInstance(spec: InstanceSpec): InstanceSource {
    return this.#add(serveInstance(this.#state, this.#url, spec));
  }

  /** Answers a request that is meant for one of them. `false`: it is a call to STS. */
  answer(received: Received, response: ServerResponse): boolean {
    const reply = this.#reply(received);
    if (reply === undefined) return false;
    const { status, type, headers = {}, body = '' } = reply;
    response.writeHead(status, { ...(type === undefined ? {} : { 'Content-Type': type }), ...headers });
    response.end(body);
    return true;
  }

  /** Forgets how often they were asked. */
  reset(): void {
    for (const { handedOut } of this.#served) handedOut.asked = 0;
  }

  #reply(received: Received): Reply | undefined {
    for (const { reply } of this.#served.toReversed()) {
      const answer = reply(received);
      if (answer !== undefined) return answer;
    }
    const tokens = this.all.filter((source): source is SsoSource => source.kind === 'sso').map(({ accessToken }) => accessToken);
    return refuseSso(received, tokens) ?? (isMetadata(received) ? { status: 404 } : undefined);
  }

  #add<S extends CredentialSource>(served: Served<S>): S {
    this.#served.push(served);
    return served.source;
  }
}
