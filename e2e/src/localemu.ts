import { GenericContainer, Wait } from 'testcontainers';
import { images } from '../scripts/lib/images.mjs';
import { DEFAULT_ACCOUNT, type Emulator, startEmulator } from './emulator.js';
import { EndWatch } from './end-watch.js';

/** The accounts whose root may do everything: who creates users and roles there. All others need a policy. */
export const CALLERS_ACCOUNT = '111111111111';
export const ROLES_ACCOUNT = '222222222222';

const START_LIMIT_MS = 120_000;

/** Starts LocalEmu, which enforces policies and trust: see `startEmulator`. */
export function startLocalEmu(image: string = images.localemu.image): Promise<Emulator> {
  return startEmulator('localemu', image, new WatchedLocalEmu(image));
}

class WatchedLocalEmu extends GenericContainer {
  readonly watch = new EndWatch();

  constructor(image: string) {
    super(image);
    const { port, healthPath } = images.localemu;
    this.withExposedPorts(port)
      .withEnvironment({
        IAM_ENFORCEMENT: '1',
        ROOT_ACCESS_KEYS: [DEFAULT_ACCOUNT, CALLERS_ACCOUNT, ROLES_ACCOUNT].join(','),
      })
      .withWaitStrategy(Wait.forHttp(healthPath, port))
      .withStartupTimeout(START_LIMIT_MS);
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    await this.watch.begin(containerId);
  }
}
