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
const PRAGMA = 'jest-environment-options';
const DOCBLOCK = `the docblock's @${PRAGMA}`;

/** Whether the test file has options of its own, in its docblock. */
export function hasDocblock({ docblockPragmas }: EnvironmentContext): boolean {
  const text = docblockPragmas[PRAGMA];
  // Jest has parsed it already.
  return typeof text === 'string' && Object.hasOwn((JSON.parse(text) as object | null) ?? {}, 'sts');
}

/** Jest takes no notice of options that stand in several pragmas: the file would silently be another role. */
function checkPragmas({ docblockPragmas }: EnvironmentContext): void {
  const texts = docblockPragmas[PRAGMA];
  if (!Array.isArray(texts) || !texts.some((text) => /"sts"\s*:/.test(text))) return;
  throw new StsError({
    code: 'STS_OPTIONS_INVALID',
    message: `The docblock has ${texts.length} times @${PRAGMA}, and Jest takes no notice of them then.`,
    hint: `Put all into one: @${PRAGMA} {"sts":{"function":"createOrder"},"url":"https://example.com/"}`,
  });
}

/**
 * The options of a test file: those of its project, with those of its docblock added. Jest itself would let a docblock's
 * `sts` replace the project's as a whole, limits such as `allowedAccounts` and all.
 * @throws `STS_OPTIONS_INVALID`
 */
export function fileOptions(config: EnvironmentConfig, context: EnvironmentContext): FileOptions {
  checkPragmas(context);
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
