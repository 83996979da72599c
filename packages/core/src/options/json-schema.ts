import { toJsonSchema } from '@valibot/to-json-schema';
import { commandsSchema, DEPLOY_OPTIONS, deployRoleSchema } from './in-file.js';
import { optionSchema } from './schema.js';
import { OPTION_NAMES, OPTION_TABLE } from './table.js';
import type { OptionName } from './types.js';

/** A variable of Serverless stands for any value. */
const VARIABLE = { type: 'string', pattern: String.raw`\$\{[^}]+\}` } as const;

/**
 * The JSON schema for editors: of a whole Serverless configuration, with `custom.sts` in it; everything else is left open.
 * `#/$defs/StsOptions` are the options as they are given in code. Made when the package is built.
 *
 * @param descriptions of the options, by name
 */
export function serverlessSchema(descriptions: Readonly<Record<string, string>>): object {
  const properties = Object.fromEntries(OPTION_NAMES.map((name) => [name, describe(name, descriptions)]));
  const inFile = OPTION_NAMES.filter((name) => OPTION_TABLE[name].outside !== true);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Serverless configuration with custom.sts',
    type: 'object',
    properties: {
      custom: { anyOf: [{ type: 'object', properties: { sts: { anyOf: [{ $ref: '#/$defs/CustomSts' }, VARIABLE] } } }, VARIABLE] },
    },
    $defs: {
      StsOptions: { title: 'Options of the @sts packages', type: 'object', properties, additionalProperties: false },
      CustomSts: {
        title: 'Options of the @sts packages, in the configuration',
        type: 'object',
        properties: { ...referring(inFile, descriptions), ...ofServerless() },
        additionalProperties: false,
      },
      Deploy: {
        title: 'Options of the role that deploys',
        type: 'object',
        properties: referring(DEPLOY_OPTIONS, descriptions),
        additionalProperties: false,
      },
    },
  };
}

function referring(names: readonly OptionName[], descriptions: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    names.map((name) => [name, { ...meta(name, descriptions), anyOf: [{ $ref: `#/$defs/StsOptions/properties/${name}` }, VARIABLE] }]),
  );
}

/** The keys for `@sts/serverless`. */
function ofServerless(): object {
  const { $schema: _commands, ...commands } = toJsonSchema(commandsSchema(), { target: 'draft-07' });
  const { $schema: _deploy, ...role } = toJsonSchema(deployRoleSchema(), { target: 'draft-07' });
  return {
    commands: {
      description: 'Commands of Serverless that run as the role, beside offline and invoke local. For @sts/serverless.',
      anyOf: [commands, VARIABLE],
    },
    deploy: {
      description: 'The role that deploys: its ARN, or options with its roleArn. For @sts/serverless.',
      anyOf: [role, { $ref: '#/$defs/Deploy' }, VARIABLE],
    },
  };
}

function describe(name: OptionName, descriptions: Readonly<Record<string, string>>): object {
  const { $schema: _draft, ...schema } = toJsonSchema(optionSchema(name), {
    target: 'draft-07',
    // What says more comes behind what says only "an object".
    typeMode: 'output',
    // Of our own checks, only that for an object says something that a schema can say; the others are told when they run.
    overrideSchema: ({ valibotSchema }) => (valibotSchema.type === 'custom' ? { type: 'object' } : undefined),
    ignoreActions: ['check'],
  });
  return { ...meta(name, descriptions), ...schema };
}

function meta(name: OptionName, descriptions: Readonly<Record<string, string>>): object {
  const description = descriptions[name];
  return description === undefined ? {} : { description };
}
