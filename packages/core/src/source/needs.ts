import type { MfaSettings } from './mfa-code.js';

/** What source credentials are got with. */
export interface SourceNeeds {
  /** Of the service. */
  region: string;
  /** URL of the STS endpoint, where one is set: source profiles ask it too. */
  endpoint: string | undefined;
  mfa: MfaSettings;
}
