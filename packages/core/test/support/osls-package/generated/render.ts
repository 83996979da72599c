import type { Case } from '../bench.js';
import { service } from '../service.js';
import { plain, toYaml } from './files.js';
import { Surroundings } from './surroundings.js';
import type { Beside, GeneratedRole, Model, Place, Role, Value } from './tree.js';

/** The names of the functions of a model. */
export function functionNames({ functions }: Model): string[] {
  return functions.map((_role, at) => `f${at}`);
}

/** The value that a stage or a region comes to. */
export function plainPlace({ option, written }: Place, otherwise: string): string {
  return option ?? (typeof written?.value === 'string' && written.value !== '' ? written.value : otherwise);
}

/** The files, the options and the environment of a model, for all of its functions or for one alone. */
export function render(model: Model, alone?: number): Case {
  const around = new Surroundings(plainPlace(model.stage, 'dev'));
  const own = model.functions.map((role, at) => [`f${at}`, role] as const).filter((_one, at) => alone === undefined || at === alone);
  const functions = Object.fromEntries(own.map(([name, role]) => [name, role === undefined ? {} : { role: around.role(role) }]));
  const provider = {
    ...placeOf('stage', model.stage, around),
    ...placeOf('region', model.region, around),
    ...besideRole(model),
    // Who asks for a function with a role of its own does not ask for the provider's.
    ...(own.some(([, role]) => fallsBack(role)) ? ofProvider(model, around) : {}),
  };
  const parts = {
    service: around.text(model.service),
    provider,
    functions: functionsOf(model, service({ functions })['functions'] as object, around),
  };
  const configuration = setApart(model, { ...service(parts), functions: parts.functions, ...rest(model, around) }, around);
  return {
    files: { ...around.files, ...dotenvOf(model, around), [`serverless.${model.format}`]: serviceText(model.format, configuration) },
    env: around.env,
    options: {
      ...(model.stage.option === undefined ? {} : { stage: model.stage.option }),
      ...(model.region.option === undefined ? {} : { region: model.region.option }),
      params: around.options,
    },
  };
}

function rest(model: Model, around: Surroundings): Record<string, unknown> {
  const resources = {
    Parameters: around.parameters,
    Resources: around.resources,
    ...(Object.keys(around.extensions).length === 0 ? {} : { extensions: around.extensions }),
  };
  return {
    custom: around.custom,
    params: around.params,
    resources: around.laterResources === undefined ? resources : [resources, around.laterResources],
    ...(model.dotenv === undefined ? {} : { useDotenv: true }),
    ...(model.configValidationMode === undefined ? {} : { configValidationMode: model.configValidationMode }),
  };
}

/** With some of its parts in files of their own. */
function setApart({ apart }: Model, configuration: Record<string, unknown>, around: Surroundings): object {
  for (const part of apart) {
    around.files[`${part}.yml`] = toYaml(configuration[part]);
    configuration[part] = `\${file(./${part}.yml)}`;
  }
  return configuration;
}

function dotenvOf({ dotenv }: Model, around: Surroundings): Record<string, string> {
  if (dotenv === undefined) return {};
  const lines = Object.entries(around.dotenv).map(([name, text]) => `${name}=${text}\n`);
  if (dotenv === '.env') return { '.env': lines.join('') };
  return { [`.env.${around.stage}`]: lines.join(''), '.env': lines.map((line) => line.replace('=', '=not-this')).join('') };
}

function functionsOf({ functionsAs }: Model, functions: object, around: Surroundings): unknown {
  const each = Object.entries(functions).map(([name, one]) => ({ [name]: one as unknown }));
  switch (functionsAs) {
    case 'map':
      return functions;
    case 'list':
      return each;
    case 'file':
      around.files['functions.yml'] = toYaml(functions);
      return '${file(functions.yml)}';
    case 'each':
      return Object.fromEntries(
        Object.entries(functions).map(([name, one]) => {
          around.files[`${name}.yml`] = toYaml({ function: one as unknown });
          return [name, `\${file(${name}.yml):function}`];
        }),
      );
    case 'files':
      return each.map((one, at) => {
        around.files[`function-${at}.json`] = JSON.stringify(plain(one));
        return `\${file(function-${at}.json)}`;
      });
  }
}

function serviceText(format: Model['format'], configuration: object): string {
  if (format === 'yml' || format === 'yaml') return toYaml(configuration);
  const json = JSON.stringify(plain(configuration), undefined, 2);
  if (format === 'json') return json;
  return format === 'js' || format === 'cjs' ? `module.exports = ${json};\n` : `export default ${json};\n`;
}

/** Whether a function has no role of its own. */
function fallsBack(role: Role | undefined): boolean {
  return role === undefined || (role.kind === 'json' && (role.value === null || role.value === ''));
}

function placeOf(key: string, { written }: Place, around: Surroundings): object {
  if (written === undefined) return {};
  const { value, source } = written;
  return { [key]: source === undefined ? value : `\${${around.source(source(value as Value))}}` };
}

function ofProvider(model: Model, around: Surroundings): object {
  const { iam, role } = model;
  const generated = iam !== undefined && 'settings' in iam ? iam.settings : undefined;
  if (generated !== undefined && role === undefined) extend(generated, around);
  const deploys = model.beside.includes('deploymentRole') ? { deploymentRole: 'arn:aws:iam::111122223333:role/deploys' } : {};
  const ofIam = iam === undefined ? {} : { role: 'role' in iam ? around.role(iam.role) : settings(generated, around) };
  return {
    ...(Object.keys({ ...ofIam, ...deploys }).length === 0 ? {} : { iam: { ...ofIam, ...deploys } }),
    ...(role === undefined ? {} : { role: around.role(role) }),
  };
}

function besideRole({ beside }: Model): object {
  const all: Record<Beside, unknown> = {
    cfnRole: 'arn:aws:iam::111122223333:role/deploys',
    deploymentRole: undefined,
    iamRoleStatements: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    rolePermissionsBoundary: 'arn:aws:iam::111122223333:policy/bounds',
    stackName: 'another-stack',
  };
  return Object.fromEntries(beside.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));
}

function settings(generated: GeneratedRole | undefined, around: Surroundings): object {
  return {
    ...(generated?.name === undefined ? {} : { name: around.value(generated.name) }),
    ...(generated?.path === undefined ? {} : { path: generated.path }),
  };
}

function extend({ roleName, rolePath, where }: GeneratedRole, around: Surroundings): void {
  if (roleName === undefined && rolePath === undefined) return;
  const Properties = {
    ...(roleName === undefined ? {} : { RoleName: around.text(roleName) }),
    ...(rolePath === undefined ? {} : { Path: rolePath }),
  };
  if (where === 'Resources') around.resources['IamRoleLambdaExecution'] = { Type: 'AWS::IAM::Role', Properties };
  else if (where === 'extensions') around.extensions['IamRoleLambdaExecution'] = { Properties };
  else around.laterResources = { extensions: { IamRoleLambdaExecution: { Properties } } };
}
