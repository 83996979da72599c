import { Lookups } from '../lookups/index.js';
import type { StsOptions } from '../options/index.js';
import type { CommandSettings } from './file-options.js';
import { answerOf } from './open.js';
import { Reading } from './reading.js';
import type { SessionContext } from './types.js';

/**
 * Reads what `custom.sts` says of commands; resolves nothing else, and not which role it is that deploys.
 * @throws `STS_OPTIONS_INVALID`, and what configuration and variables throw
 */
export async function commandSettingsIn(options: StsOptions, context: SessionContext): Promise<CommandSettings> {
  const lookups = new Lookups();
  const reading = new Reading(options, context, lookups);
  return answerOf(reading, lookups, () => reading.commandSettings());
}
