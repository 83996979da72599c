import * as v from 'valibot';
import { isObject } from './is-object.js';
import type { OptionName } from './types.js';

// Limits: AWS STS API reference, AssumeRole.
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
const MFA_SERIAL = /^[\w+=/:,.@-]{9,256}$/;
const ACCOUNT = /^\d{12}$/;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[!-~]+$/;

/** Made when an option is given: most starts have none. */
function makeSchemas(): Record<OptionName, v.GenericSchema> {
  const text = v.pipe(v.string('is not a string'), v.nonEmpty('is empty'));
  const textList = v.array(text, 'is not a list of strings');
  const scalar = v.union([v.string(), v.number(), v.boolean()], 'is not a string, number or boolean');
  /** Comes before `record`, which takes a list for an object. */
  const object = (message: string) => v.custom<Record<string, unknown>>(isObject, message);
  const whole = (min: number, max: number, unit: string) =>
    v.pipe(
      v.number('is not a number'),
      v.integer(wholeComplaint(min, max, unit)),
      v.minValue(min, wholeComplaint(min, max, unit)),
      v.maxValue(max, wholeComplaint(min, max, unit)),
    );
  const wholeComplaint = (min: number, max: number, unit: string) => `is not a whole number of ${unit} from ${min} to ${max}`;

  return {
    config: text,
    stage: text,
    region: text,
    params: v.pipe(object('is not an object of values'), v.record(v.string(), scalar)),
    variables: object('is not an object of values'),
    function: text,
    roleArn: text,
    profile: text,
    via: v.array(v.pipe(text, v.regex(ROLE_ARN, 'has an entry that is not the ARN of a role')), 'is not a list of ARNs'),
    sessionName: v.pipe(text, v.regex(SESSION_NAME, 'is not 2 to 64 letters, digits or any of _+=,.@-')),
    durationSeconds: whole(900, 43_200, 'seconds'),
    externalId: v.pipe(text, v.regex(EXTERNAL_ID, 'is not 2 to 1224 letters, digits or any of _+=,.@:/-')),
    mfaSerial: v.pipe(text, v.regex(MFA_SERIAL, 'is not the serial number or ARN of an MFA device')),
    mfaCode: v.pipe(text, v.regex(/^\d{6}$/, 'is not six digits (quote it, or leading zeros are lost)')),
    mfaCommand: text,
    sourceIdentity: v.pipe(text, v.regex(SESSION_NAME, 'is not 2 to 64 letters, digits or any of _+=,.@-')),
    tags: v.pipe(
      object('is not an object of strings'),
      v.record(
        v.pipe(v.string(), v.maxLength(128, 'has a key of more than 128 characters')),
        v.pipe(v.string('has a value that is not a string'), v.maxLength(256, 'has a value of more than 256 characters')),
      ),
      v.check((tags) => Object.keys(tags).length <= 50, 'has more than 50 tags'),
    ),
    transitiveTagKeys: textList,
    sessionPolicy: v.union([text, object('')], 'is not a policy object or the path of a file'),
    policyArns: v.pipe(textList, v.maxLength(10, 'has more than 10 ARNs')),
    endpoint: v.pipe(text, v.regex(/^https?:\/\/[^\s]+$/, 'is not an http or https URL')),
    cache: v.union([v.boolean(), text], 'is not true, false or the path of a folder'),
    allowedAccounts: v.array(
      v.pipe(v.string('has an account id that is not a string (quote it)'), v.regex(ACCOUNT, 'has an account id that is not 12 digits')),
      'is not a list of account ids',
    ),
    allowedStages: textList,
    environment: v.union([v.boolean(), text], 'is not true, false or the name of a function'),
    timeoutMs: whole(1, 3_600_000, 'milliseconds'),
    enabled: v.boolean('is not true or false'),
  };
}

let schemas: Record<OptionName, v.GenericSchema> | undefined;

/**
 * What an option may be. The messages follow the option's value: `durationSeconds: 60 is not …`.
 * @internal
 */
export function optionSchema(name: OptionName): v.GenericSchema {
  schemas ??= makeSchemas();
  return schemas[name];
}

/** The complaints of an option's schema about a value, each a phrase that follows the value. */
export function complaints(name: OptionName, value: unknown): string[] {
  const result = v.safeParse(optionSchema(name), value);
  return result.success ? [] : [...new Set(result.issues.map((issue) => issue.message))];
}
