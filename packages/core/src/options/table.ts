import type { OptionName } from './types.js';

/** How the text of an environment variable becomes a value. */
export type OptionKind = 'text' | 'number' | 'boolean' | 'list' | 'map' | 'object-or-text' | 'boolean-or-text';

interface OptionRow {
  kind: OptionKind;
  /** Set where the value may not be shown. */
  secret?: true;
  /** Set where the option decides how the configuration is found, so that it cannot stand in it. */
  outside?: true;
  /** Set where the option says nothing of the role that deploys: it is about that of the code, or the command settles it. */
  ofRole?: true;
}

/** Every option, once: what else there is to know of it beside its type. */
export const OPTION_TABLE: Record<OptionName, OptionRow> = {
  config: { kind: 'text', outside: true },
  stage: { kind: 'text', ofRole: true },
  region: { kind: 'text', ofRole: true },
  params: { kind: 'map', secret: true },
  variables: { kind: 'object-or-text', secret: true },
  function: { kind: 'text', ofRole: true },
  roleArn: { kind: 'text', ofRole: true },
  profile: { kind: 'text' },
  via: { kind: 'list', ofRole: true },
  sessionName: { kind: 'text', ofRole: true },
  durationSeconds: { kind: 'number', ofRole: true },
  externalId: { kind: 'text', secret: true, ofRole: true },
  mfaSerial: { kind: 'text', ofRole: true },
  mfaCode: { kind: 'text', secret: true, ofRole: true },
  mfaCommand: { kind: 'text', secret: true, ofRole: true },
  sourceIdentity: { kind: 'text', ofRole: true },
  tags: { kind: 'map', ofRole: true },
  transitiveTagKeys: { kind: 'list', ofRole: true },
  sessionPolicy: { kind: 'object-or-text', ofRole: true },
  policyArns: { kind: 'list', ofRole: true },
  endpoint: { kind: 'text' },
  cache: { kind: 'boolean-or-text' },
  allowedAccounts: { kind: 'list' },
  allowedStages: { kind: 'list' },
  environment: { kind: 'boolean-or-text', ofRole: true },
  timeoutMs: { kind: 'number' },
  enabled: { kind: 'boolean' },
};

/** The names of all options. */
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTION_TABLE) as OptionName[];

/** The words of an option, as flags have them: `roleArn` is `role-arn`. */
export function optionWords(name: OptionName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The environment variable of an option: `roleArn` is `STS_ROLE_ARN`. */
export function optionVariable(name: OptionName): string {
  return `STS_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
