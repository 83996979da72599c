import { cleanEnv, startStsEndpoint, type StsEndpoint, type UserKeys } from '@sts/test-kit';
import { isStsError } from '../../../src/errors/index.js';
import { Lookups } from '../../../src/lookups/index.js';
import type { StsOptions } from '../../../src/options/index.js';
import { resolveTargetIn } from '../../../src/session/open.js';
import { Reading } from '../../../src/session/reading.js';
import type { SessionContext } from '../../../src/session/types.js';
import { readAppEnvironment } from '../../../src/target/app-environment/read-app-environment.js';
import type { AppEnvironment, Grants } from '../../../src/target/index.js';
import { readStatements } from '../../../src/target/statements/read-statements.js';
import { partitionOf } from './evaluate.js';
import { ACCOUNT, type Outcome } from './outcome.js';

/** What our reading is asked. */
export interface OurQuestion {
  options: StsOptions;
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Where the keys are good. */
  region: string;
}

/** Our own reading, with an STS that tells the account. */
export class OurReading {
  readonly #endpoint: StsEndpoint;
  readonly #base: Record<string, string> = cleanEnv();
  /** Keys are good for one partition. */
  readonly #keys = new Map<string, UserKeys>();

  private constructor(endpoint: StsEndpoint) {
    this.#endpoint = endpoint;
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
      this.#keys.set(partition, endpoint.addUser({ name: `of-${partition}`, account: ACCOUNT, partition }));
    }
  }

  static async start(): Promise<OurReading> {
    return new OurReading(await startStsEndpoint());
  }

  /** The role that is meant, read with keys for a region; an error that is none of ours is thrown on. */
  async outcome({ options, ...where }: OurQuestion): Promise<Outcome> {
    const context = this.#context(where);
    try {
      const target = await resolveTargetIn({ cache: false, ...options }, context);
      return { role: target.roleArn, region: target.region, stage: target.stage };
    } catch (error) {
      if (isStsError(error)) return { refused: `${error.code}: ${error.message}` };
      throw error;
    }
  }

  /** What we read that the role may do; every error is thrown on. */
  async grants({ options, ...where }: OurQuestion): Promise<Grants> {
    const lookups = new Lookups();
    const reading = new Reading({ cache: false, ...options }, this.#context(where), lookups);
    return lookups.settle(() => readStatements(reading.input(), reading.target()), {
      signal: AbortSignal.timeout(20_000),
      timeLeft: () => 20_000,
    });
  }

  /** The variables of the code; every error is thrown on. */
  async environment({ options, ...where }: OurQuestion): Promise<AppEnvironment> {
    const lookups = new Lookups();
    const reading = new Reading({ cache: false, ...options }, this.#context(where), lookups);
    return lookups.settle(() => readAppEnvironment(reading.input(), reading.target(), () => undefined), {
      signal: AbortSignal.timeout(20_000),
      timeLeft: () => 20_000,
    });
  }

  #context({ cwd, env, region }: Omit<OurQuestion, 'options'>): SessionContext {
    return { cwd, env: { ...this.#base, ...this.#environment(region), ...env }, optionsFrom: 'the test', refusalsSince: 0 };
  }

  #environment(region: string): Record<string, string> {
    const keys = this.#keys.get(partitionOf(region));
    return {
      // No question of ours goes anywhere else.
      AWS_ENDPOINT_URL: this.#endpoint.url,
      AWS_ACCESS_KEY_ID: keys?.accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: keys?.secretAccessKey ?? '',
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#endpoint.close();
  }
}
