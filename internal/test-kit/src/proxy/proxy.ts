export type HttpProxyOptions = {
  /** Whom it lets through (Basic authentication); default: everybody. */
  readonly user?: string;
  readonly password?: string;
  /** See `HttpProxy`. */
  readonly answers?: ProxyAnswers;
  /**
   * Where a `host:port` really is, as `host:port`: `sts.eu-central-1.amazonaws.com:443` at `127.0.0.1:50123`. To anything
   * that is neither here nor on loopback the answer is 502.
   */
  readonly routes?: Readonly<Record<string, string>>;
  /** Default: one that is free. */
  readonly port?: number;
};

/** `forward`: what it was asked for. Otherwise a page of its own with this status. */
export type ProxyAnswers = 'forward' | 200 | 403 | 407;

/** One request, without any secret. */
export type ProxyRequest = {
  /** `CONNECT` for a tunnel. */
  readonly method: string;
  /** `host:port`. */
  readonly host: string;
  /** User that it came with, right or not. */
  readonly user: string | undefined;
  /** What it was answered with by the proxy; `forwarded` when the answer was another's. */
  readonly answer: 'forwarded' | number;
};

/** A proxy of its own, for one test. */
export type HttpProxy = {
  /** What `HTTPS_PROXY` and `HTTP_PROXY` take, with user and password when it wants them. */
  readonly url: string;
  /** The same without them. */
  readonly bareUrl: string;
  readonly port: number;
  /** What it was asked for so far, in order. */
  readonly requests: readonly ProxyRequest[];
  /** Can be changed at any time. */
  answers: ProxyAnswers;
  /** Ends every connection at once, tunnels too. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};
