import { Lookups } from '../lookups/index.js';
import type { StsOptions } from '../options/index.js';
import { answerOf } from './open.js';
import { Reading } from './reading.js';
import type { SessionContext } from './types.js';

/** What `custom.sts` says to `@sts/serverless` alone. */
export interface CommandSettings {
  /** Commands that run as the role of the code, by their names (`dynamodb migrate`). */
  commands: readonly string[];
  /** Whether there is a role that deploys. */
  deploys: boolean;
}

/**
 * Reads what `custom.sts` says of commands; resolves nothing else, and not which role it is that deploys.
 * @throws `STS_OPTIONS_INVALID`, and what configuration and variables throw
 */
export async function commandSettingsIn(options: StsOptions, context: SessionContext): Promise<CommandSettings> {
  const lookups = new Lookups();
  const reading = new Reading(options, context, lookups);
  return answerOf(reading, lookups, () => reading.commandSettings());
}
