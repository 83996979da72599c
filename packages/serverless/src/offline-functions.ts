import { InFlight } from './in-flight.js';
import type { PluginManager } from './host.js';

/** Before their end by this much, credentials are replaced also under a request that is still being answered; of short ones, by half of what is left. */
const LAST_CALL_MS = 60_000;

/** serverless-offline's own command for "the code has changed". */
const FUNCTIONS_UPDATED = ['offline', 'functionsUpdated'];

/**
 * The functions that serverless-offline runs. Each is given its environment once, when its worker thread or process is
 * started, and lives on for as long as it is called: so that it sees renewed credentials it has to be started anew.
 */
export class OfflineFunctions {
  private readonly inFlight = new InFlight();
  private readonly pluginManager: PluginManager;

  constructor(pluginManager: PluginManager) {
    this.pluginManager = pluginManager;
  }

  /** Has each function started anew at its next call: when none is being called, at the latest a minute before the end. */
  async startAnew(oldEnd: Date): Promise<void> {
    const left = Math.max(0, oldEnd.getTime() - Date.now());
    await this.inFlight.idle(left - Math.min(LAST_CALL_MS, left / 2));
    await this.pluginManager.spawn(FUNCTIONS_UPDATED);
  }
}
