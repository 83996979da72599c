import type { StsOptions } from '@sts/core';
import { runnerRole, type RunnerRole } from '@sts/core/runner';

export type { StsOptions } from '@sts/core';

/** What of WebdriverIO's configuration is of use here. */
interface Config {
  rootDir?: string;
}

/**
 * The part of the service that runs where the workers are started. Its constructor makes that process the role, so that the
 * hooks of the configuration (`onPrepare`) and of other services are the role too.
 */
class StsLauncher {
  private readonly role: RunnerRole = runnerRole('@sts/webdriverio');
  private readonly enter: () => void;

  constructor(options: StsOptions, _capabilities: unknown, { rootDir }: Config = {}) {
    const question = {
      options,
      optionsFrom: 'the options of the service @sts/webdriverio',
      ...(rootDir === undefined ? {} : { cwd: rootDir }),
    };
    this.enter = () => void this.role.enterSync(question);
    this.enter();
  }

  /** Before each worker, which inherits the environment: credentials that end soon are renewed. */
  onWorkerStart(): void {
    try {
      this.enter();
    } catch (error) {
      // WebdriverIO goes on after errors of any other name.
      throw error instanceof Error ? Object.assign(error, { name: 'SevereServiceError' }) : error;
    }
  }

  /** Puts the environment back. */
  onComplete(): void {
    this.role.leave();
  }
}

/**
 * The service with typed options, in place of `'@sts/webdriverio'`:
 *
 * ```ts
 * export const config: WebdriverIO.Config = { services: [sts({ stage: 'test' })] };
 * ```
 */
export function sts(options: StsOptions = {}): ['@sts/webdriverio', StsOptions] {
  return ['@sts/webdriverio', options];
}

// The name that WebdriverIO asks for. Without a default export its workers load nothing of this: they have the role by their
// environment.
export { StsLauncher as launcher };
