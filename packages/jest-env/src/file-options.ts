import { addOptions, labelled, type OptionsFrom, StsError, type StsOptions } from '@sts/core/runner';
import type { EnvironmentConfig, EnvironmentContext } from './environment-class.js';
import { projectBlock } from './project-block.js';
import { workerState } from './worker-state.js';

/** The options of a test file. */
export interface FileOptions {
  options: StsOptions;
  /** Where they stand, for messages. */
  optionsFrom: OptionsFrom;
}

const CONFIG = 'testEnvironmentOptions.sts';
const DOCBLOCK = "the docblock's @jest-environment-options";

/** Whether the test file has options of its own, in its docblock. */
export function hasDocblock({ docblockPragmas }: EnvironmentContext): boolean {
  const text = docblockPragmas['jest-environment-options'];
  // Jest has parsed it already, and takes no notice of several.
  return typeof text === 'string' && Object.hasOwn((JSON.parse(text) as object | null) ?? {}, 'sts');
}

/**
 * The options of a test file: those of its project, with those of its docblock added. Jest itself would let a docblock's
 * `sts` replace the project's as a whole, limits such as `allowedAccounts` and all.
 * @throws `STS_OPTIONS_INVALID`
 */
export function fileOptions(config: EnvironmentConfig, context: EnvironmentContext): FileOptions {
  const { projectConfig } = config;
  const given = projectConfig.testEnvironmentOptions['sts'];
  const { blocks } = workerState();
  if (!hasDocblock(context)) {
    blocks.set(projectConfig.id, given);
    return { options: checked(given, CONFIG), optionsFrom: CONFIG };
  }
  const own = checked(given, DOCBLOCK);
  if (!blocks.has(projectConfig.id)) blocks.set(projectConfig.id, projectBlock(config));
  const options = addOptions(checked(blocks.get(projectConfig.id), CONFIG), own);
  return { options, optionsFrom: labelled(CONFIG, own, DOCBLOCK) };
}

function checked(value: unknown, from: string): StsOptions {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `sts is ${kind}, and should be an object of options (from ${from}).`,
    hint: 'For example: { "sts": { "stage": "dev" } }',
  });
}
