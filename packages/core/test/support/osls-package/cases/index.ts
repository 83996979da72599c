import type { TemplateCase } from './case.js';
import { CODE } from './code.js';
import { DOTENV } from './dotenv.js';
import { FILES } from './files.js';
import { GENERATED_ROLE } from './generated-role.js';
import { KNOWN } from './known.js';
import { MORE_VARIABLES } from './more-variables.js';
import { PHASES, PLACE } from './place.js';
import { ROLES } from './roles.js';
import { VARIABLES } from './variables.js';

export { KNOWN };
export type { Nothing, TemplateCase } from './case.js';
export const CASES: Readonly<Record<string, readonly TemplateCase[]>> = {
  files: FILES,
  code: CODE,
  roles: ROLES,
  'the generated role': GENERATED_ROLE,
  'region and stage': PLACE,
  phases: PHASES,
  variables: VARIABLES,
  'more variables': MORE_VARIABLES,
  dotenv: DOTENV,
};
