/** Credentials, as SDK clients take them. */
export interface SourceCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** When they end, where that is known. */
  expiration?: Date;
}

/** Who will ask STS: decided from the environment and the profiles alone, before anything is loaded or sent. */
export type SourcePlan =
  | { kind: 'keys'; credentials: SourceCredentials; from: string }
  | { kind: 'profile'; name: string; from: string }
  | { kind: 'web-identity'; tokenFile: string; roleArn: string | undefined; sessionName: string | undefined; from: string }
  | { kind: 'container'; uri: ContainerUri; from: string }
  | { kind: 'instance'; from: string };

/** Plans that one of the SDK's providers carries out. */
export type ProvidedPlan = Exclude<SourcePlan, { kind: 'keys' }>;

/** Where a container's credentials are served. */
export interface ContainerUri {
  full: string | undefined;
  relative: string | undefined;
  token: string | undefined;
  tokenFile: string | undefined;
}

/** The variables of an environment. */
export type Env = Readonly<Record<string, string | undefined>>;
