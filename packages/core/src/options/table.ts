import type { OptionName } from './types.js';

/** How the text of an environment variable becomes a value. */
export type OptionKind = 'text' | 'number' | 'boolean' | 'list' | 'map' | 'object-or-text' | 'boolean-or-text';

interface OptionRow {
  kind: OptionKind;
  /** Set where the value may not be shown. */
  secret?: true;
  /** Set where the option decides how the configuration is found, so that it cannot stand in it. */
  outside?: true;
}

/** Every option, once: what else there is to know of it beside its type. */
export const OPTION_TABLE: Record<OptionName, OptionRow> = {
  config: { kind: 'text', outside: true },
  stage: { kind: 'text' },
  region: { kind: 'text' },
  params: { kind: 'map', secret: true },
  variables: { kind: 'object-or-text', secret: true },
  function: { kind: 'text' },
  roleArn: { kind: 'text' },
  profile: { kind: 'text' },
  via: { kind: 'list' },
  sessionName: { kind: 'text' },
  durationSeconds: { kind: 'number' },
  externalId: { kind: 'text', secret: true },
  mfaSerial: { kind: 'text' },
  mfaCode: { kind: 'text', secret: true },
  mfaCommand: { kind: 'text', secret: true },
  sourceIdentity: { kind: 'text' },
  tags: { kind: 'map' },
  transitiveTagKeys: { kind: 'list' },
  sessionPolicy: { kind: 'object-or-text' },
  policyArns: { kind: 'list' },
  endpoint: { kind: 'text' },
  cache: { kind: 'boolean-or-text' },
  allowedAccounts: { kind: 'list' },
  allowedStages: { kind: 'list' },
  environment: { kind: 'boolean-or-text' },
  timeoutMs: { kind: 'number' },
  enabled: { kind: 'boolean' },
};

/** The names of all options. */
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTION_TABLE) as OptionName[];

/** The environment variable of an option: `roleArn` is `STS_ROLE_ARN`. */
export function optionVariable(name: OptionName): string {
  return `STS_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
