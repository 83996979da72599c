import { LocalstackContainer } from '@testcontainers/localstack';
import { images } from '../scripts/lib/images.mjs';
import { type Emulator, startEmulator } from './emulator.js';
import { EndWatch } from './end-watch.js';

/** Starts LocalStack, which answers everybody: see `startEmulator`. */
export function startLocalStack(image: string = images.localstack.image): Promise<Emulator> {
  return startEmulator('localstack', image, new WatchedLocalStack(image));
}

class WatchedLocalStack extends LocalstackContainer {
  readonly watch = new EndWatch();

  protected override async containerCreated(containerId: string): Promise<void> {
    await this.watch.begin(containerId);
  }
}
