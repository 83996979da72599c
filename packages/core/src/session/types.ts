import type { Credentials } from '../assume/index.js';
import type { EnvChanges, MutableEnv, OutputOf } from '../environment/index.js';
import type { OptionsFrom } from '../options/index.js';
import type { AppEnvironment, Target } from '../target/index.js';

/** An assumed role, ready for use. */
export interface Session {
  /** What SDK clients take. */
  readonly credentials: Credentials;
  readonly target: Target;
  /** `arn:aws:sts::<account>:assumed-role/<name>/<session>`. */
  readonly assumedRoleArn: string;
  readonly accountId: string;
  /** The changes that `apply` makes. */
  readonly env: EnvChanges;
  /** The variables of the code that the option `environment` brings, which `env` has too, and what of them is left out. */
  readonly environment: AppEnvironment;
  /**
   * Makes an environment the role's; default `process.env`. Returns the undo, which puts back exactly what was there,
   * in any order of undoing, and leaves alone what was changed since.
   */
  apply(env?: MutableEnv): () => void;
}

/** Where and for whom a session is opened; what a runner's package knows and an option does not say. */
export interface SessionContext {
  /** Where the search for the configuration starts. */
  cwd: string;
  /** The environment as it is, with any of our changes in it. */
  env: MutableEnv;
  /** Where the given options stand, for messages: `testEnvironmentOptions.sts`. */
  optionsFrom: OptionsFrom;
  /** Milliseconds since the epoch: refusals from before are not taken over, the question is asked anew. */
  refusalsSince: number;
  /**
   * `deploy`: the role of `custom.sts.deploy` is meant, and not that of the code; what `STS_*` and `custom.sts` say of the
   * latter has no say then.
   */
  use?: 'deploy' | undefined;
  /** For commands to a CI system. */
  output?: OutputOf;
}
