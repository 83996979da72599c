import { arn, roleResource, service } from '../service.js';
import { none, type Nothing, refused, type TemplateCase } from './case.js';

const GENERATED = arn('demo-dev-us-east-1-lambdaRole');
const SCHEMA = refused('Configuration error');
const GIVEN = arn('given');

const RESOURCES = {
  Parameters: { RoleArn: { Type: 'String', Default: arn('of-parameter') }, RoleName: { Type: 'String', Default: 'named-by-parameter' } },
  Resources: {
    AppRole: roleResource({ RoleName: 'app', Path: '/team/' }),
    PlainRole: roleResource({ RoleName: 'plain' }),
    SubRole: roleResource({ RoleName: { 'Fn::Sub': '${AWS::StackName}-${AWS::Region}-sub' } }),
    JoinRole: roleResource({ RoleName: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, { Ref: 'RoleName' }]] } }),
    NamelessRole: roleResource({}),
    Topic: { Type: 'AWS::SNS::Topic' },
  },
};

interface Form {
  written: unknown;
  /** Under `functions.<name>.role` and `provider.role`. */
  role: string | Nothing;
  /** Under `provider.iam.role`, where it differs. */
  iam?: string | Nothing;
  /** With `configValidationMode: warn` or `off`, where that differs. */
  unchecked?: { role: string | Nothing; provider?: string | Nothing; iam?: string | Nothing };
}

const NOT_A_ROLE = none('not a role');
const FORMS: readonly Form[] = [
  { written: GIVEN, role: GIVEN },
  { written: arn('team/app/x'), role: arn('team/app/x') },
  { written: 'arn:aws-cn:iam::111122223333:role/x', role: 'arn:aws-cn:iam::111122223333:role/x' },
  { written: 'arn:aws-us-gov:iam::999922223333:role/x', role: 'arn:aws-us-gov:iam::999922223333:role/x' },
  { written: 'arn:aws:iam::111122223333:user/x', role: none('not the ARN') },
  { written: 'arn:aws:iam::1111:role/x', role: none('not the ARN') },
  { written: ` ${GIVEN}`, role: none('no resource  arn:') },
  { written: 'AppRole', role: arn('team/app') },
  { written: 'PlainRole', role: arn('plain') },
  { written: 'SubRole', role: arn('demo-dev-us-east-1-sub') },
  { written: 'JoinRole', role: arn('a-us-east-1-named-by-parameter') },
  { written: 'NamelessRole', role: none('CloudFormation makes up the name') },
  { written: 'Topic', role: NOT_A_ROLE },
  { written: 'Nothing', role: none('no resource Nothing') },
  { written: 'app role', role: none('no resource') },
  { written: { 'Fn::GetAtt': ['AppRole', 'Arn'] }, role: arn('team/app') },
  { written: { 'Fn::GetAtt': 'AppRole.Arn' }, role: SCHEMA, unchecked: { role: arn('team/app') } },
  { written: { 'Fn::GetAtt': ['Nothing', 'Arn'] }, role: none('no resource Nothing') },
  { written: { 'Fn::GetAtt': ['AppRole', 'RoleId'] }, role: none('not known before a deployment') },
  { written: { 'Fn::Sub': '${AppRole.Arn}' }, role: arn('team/app') },
  {
    written: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${AWS::StackName}-${AWS::Region}' },
    role: arn('demo-dev-us-east-1'),
  },
  { written: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${PlainRole}' }, role: arn('plain') },
  { written: { 'Fn::Sub': '${RoleArn}' }, role: arn('of-parameter') },
  { written: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${RoleName}' }, role: arn('named-by-parameter') },
  { written: { 'Fn::Sub': [`${arn('')}\${Name}`, { Name: 'own' }] }, role: arn('own') },
  { written: { 'Fn::Sub': `${arn('')}\${!Name}` }, role: none('not the ARN') },
  { written: { 'Fn::Sub': `${arn('')}\${Nothing}` }, role: none('no resource Nothing') },
  { written: { 'Fn::Sub': GIVEN }, role: GIVEN },
  { written: { 'Fn::ImportValue': 'of-another-stack' }, role: none('not known before a deployment') },
  { written: { 'Fn::Join': ['', [arn(''), 'joined']] }, role: SCHEMA, unchecked: { role: arn('joined') } },
  {
    written: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':role/', { Ref: 'PlainRole' }]] },
    role: SCHEMA,
    unchecked: { role: arn('plain') },
  },
  {
    written: { Ref: 'RoleArn' },
    role: SCHEMA,
    unchecked: { role: arn('of-parameter'), provider: arn('of-parameter'), iam: GENERATED },
  },
  { written: { Ref: 'PlainRole' }, role: SCHEMA, unchecked: { role: none('not the ARN'), provider: none('not the ARN'), iam: GENERATED } },
  { written: { 'Fn::Select': [1, ['no', GIVEN]] }, role: SCHEMA, unchecked: { role: GIVEN } },
  { written: { 'Fn::Select': ['0', { 'Fn::Split': [',', `${GIVEN},no`] }] }, role: SCHEMA, unchecked: { role: GIVEN } },
  { written: { 'Fn::If': ['C', GIVEN, GIVEN] }, role: SCHEMA, unchecked: { role: none('not known before a deployment') } },
  { written: { 'Fn::FindInMap': ['a', 'b', 'c'] }, role: SCHEMA, unchecked: { role: none('not known before a deployment') } },
  // The schema makes texts of these.
  { written: 7, role: none('no resource 7') },
  { written: true, role: none('no resource true') },
  { written: [GIVEN], role: GIVEN },
  { written: ['AppRole'], role: arn('team/app') },
  { written: [GIVEN, GIVEN], role: SCHEMA },
];

const PLACES = ['function', 'provider.role', 'provider.iam.role'] as const;

function inPlace({ written }: Form, place: (typeof PLACES)[number], mode?: string): TemplateCase['files'] {
  const rest = { resources: RESOURCES, ...(mode === undefined ? {} : { configValidationMode: mode }) };
  if (place === 'function') return { 'serverless.yml': service({ functions: { own: { role: written } }, ...rest }) };
  const provider = place === 'provider.role' ? { role: written } : { iam: { role: written } };
  return { 'serverless.yml': service({ provider, ...rest }) };
}

function outcomeIn(form: Form, place: (typeof PLACES)[number], unchecked: boolean): string | Nothing {
  const {
    role,
    provider = role,
    iam = role,
  } = unchecked && form.unchecked !== undefined ? form.unchecked : { ...form, provider: form.role };
  return { function: role, 'provider.role': provider, 'provider.iam.role': iam }[place];
}

const forms: TemplateCase[] = FORMS.flatMap((form) =>
  PLACES.map((place) => ({
    name: `${JSON.stringify(form.written)} under ${place}`,
    files: inPlace(form, place),
    roles: { [place === 'function' ? 'own' : 'f']: outcomeIn(form, place, false) },
  })),
);

const unchecked: TemplateCase[] = FORMS.filter((form) => form.unchecked !== undefined).flatMap((form) =>
  PLACES.flatMap((place) =>
    ['warn', 'off'].map((mode) => ({
      name: `${JSON.stringify(form.written)} under ${place} with configValidationMode ${mode}`,
      files: inPlace(form, place, mode),
      roles: { [place === 'function' ? 'own' : 'f']: outcomeIn(form, place, true) },
    })),
  ),
);

function tagged(name: string, tag: string, role: string | Nothing): TemplateCase {
  const text = JSON.stringify(service({ functions: { own: { role: 'TAG' } }, resources: RESOURCES }));
  return { name, files: { 'serverless.yml': text.replace('"TAG"', tag) }, roles: { own: role } };
}

const tags: TemplateCase[] = [
  tagged('!GetAtt', '!GetAtt AppRole.Arn', arn('team/app')),
  tagged('!GetAtt with a list', '!GetAtt [AppRole, Arn]', arn('team/app')),
  tagged('!Sub', "!Sub '${AppRole.Arn}'", arn('team/app')),
  tagged('!ImportValue', '!ImportValue x', none('not known before a deployment')),
  tagged('!Join', "!Join ['', [a, b]]", SCHEMA),
  tagged('!Ref', '!Ref AppRole', SCHEMA),
];

function precedence(name: string, provider: object, roles: TemplateCase['roles'], functions: object = { f: {} }): TemplateCase {
  return { name, files: { 'serverless.yml': service({ provider, functions, resources: RESOURCES }) }, roles };
}

const OWN = { f: {}, own: { role: arn('own') } };

const order: TemplateCase[] = [
  precedence('the function before all', { iam: { role: arn('iam') }, role: arn('provider') }, { f: arn('iam'), own: arn('own') }, OWN),
  precedence('the function before provider.role', { role: arn('provider') }, { f: arn('provider'), own: arn('own') }, OWN),
  precedence('the function before the generated role', {}, { f: GENERATED, own: arn('own') }, OWN),
  precedence('iam.role with an ARN before provider.role', { iam: { role: arn('iam') }, role: arn('provider') }, { f: arn('iam') }),
  precedence(
    'iam.role with an intrinsic function before provider.role',
    { iam: { role: { 'Fn::GetAtt': ['AppRole', 'Arn'] } }, role: arn('provider') },
    { f: arn('team/app') },
  ),
  precedence('provider.role before settings', { iam: { role: { name: 'set' } }, role: arn('provider') }, { f: arn('provider') }),
  precedence('provider.role before empty settings', { iam: { role: {} }, role: arn('provider') }, { f: arn('provider') }),
  precedence('provider.role null, and a role in iam', { iam: { role: arn('iam') }, role: null }, { f: arn('iam') }),
  precedence('provider.role null', { role: null }, { f: none('no resource IamRoleLambdaExecution') }),
  precedence('iam.role null', { iam: { role: null } }, { f: GENERATED }),
  precedence('iam null', { iam: null }, { f: GENERATED }),
  precedence('iam empty', { iam: {} }, { f: GENERATED }),
  precedence('iam.role empty', { iam: { role: {} } }, { f: GENERATED }),
  precedence('iam.role an empty text', { iam: { role: '' } }, { f: SCHEMA }),
  precedence('iam.role an empty text and provider.role', { iam: { role: '' }, role: arn('x') }, { f: SCHEMA }),
  precedence('provider.role an empty text', { role: '' }, { f: SCHEMA }),
  precedence('role null in a function, generated for another', {}, { f: GENERATED, nil: GENERATED }, { f: {}, nil: { role: null } }),
  precedence(
    'role null in a function, and a role of its own for another',
    {},
    { own: arn('own'), nil: none('no resource IamRoleLambdaExecution') },
    { own: { role: arn('own') }, nil: { role: null } },
  ),
  precedence('role null in all functions', {}, { nil: none('no resource IamRoleLambdaExecution') }, { nil: { role: null } }),
  precedence('role null in all functions and a provider.role', { role: arn('x') }, { nil: arn('x') }, { nil: { role: null } }),
  precedence('an empty role in a function', { role: arn('x') }, { empty: SCHEMA }, { empty: { role: '' } }),
  precedence('deploymentRole is never the role', { iam: { deploymentRole: arn('deploy') } }, { f: GENERATED }),
  precedence('cfnRole is never the role', { cfnRole: arn('deploy') }, { f: GENERATED }),
  precedence('deploymentRole beside a role', { iam: { deploymentRole: arn('deploy'), role: arn('iam') } }, { f: arn('iam') }),
  precedence('iamRoleStatements', { iamRoleStatements: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, { f: GENERATED }),
  precedence('iamManagedPolicies', { iamManagedPolicies: ['arn:aws:iam::aws:policy/x'] }, { f: GENERATED }),
  precedence('rolePermissionsBoundary', { rolePermissionsBoundary: 'arn:aws:iam::111122223333:policy/x' }, { f: GENERATED }),
  precedence('iamRoleStatements beside provider.role', { iamRoleStatements: [], role: arn('provider') }, { f: arn('provider') }),
  precedence(
    'a function that means the generated role',
    {},
    { own: GENERATED, f: GENERATED },
    { f: {}, own: { role: 'IamRoleLambdaExecution' } },
  ),
  precedence(
    'a function that means the generated role, alone',
    {},
    { own: none('no resource IamRoleLambdaExecution') },
    { own: { role: 'IamRoleLambdaExecution' } },
  ),
  precedence(
    'Fn::GetAtt of the generated role',
    {},
    { own: GENERATED, f: GENERATED },
    { f: {}, own: { role: { 'Fn::GetAtt': ['IamRoleLambdaExecution', 'Arn'] } } },
  ),
  precedence(
    'a function that means the generated role beside provider.role',
    { role: arn('provider') },
    { own: none('no resource IamRoleLambdaExecution'), f: arn('provider') },
    { f: {}, own: { role: 'IamRoleLambdaExecution' } },
  ),
];

function off(name: string, provider: object, roles: TemplateCase['roles'], functions: object = { f: {} }): TemplateCase[] {
  return ['warn', 'off'].map((mode) => ({
    name: `${name}, with configValidationMode ${mode}`,
    files: { 'serverless.yml': service({ provider, functions, resources: RESOURCES, configValidationMode: mode }) },
    roles,
  }));
}

/** What the schema would refuse, or make a text of. */
const withoutSchema: TemplateCase[] = [
  ...off('iam.role an empty text', { iam: { role: '' } }, { f: GENERATED }),
  ...off(
    'iam.role an empty text and provider.role',
    { iam: { role: '' }, role: arn('x') },
    { f: none('no resource IamRoleLambdaExecution') },
  ),
  ...off('provider.role an empty text', { role: '' }, { f: none('no resource IamRoleLambdaExecution') }),
  ...off('an empty role in a function', { role: arn('x') }, { empty: arn('x') }, { empty: { role: '' } }),
  ...off('an empty role in a function and the generated role', {}, { empty: GENERATED, f: GENERATED }, { f: {}, empty: { role: '' } }),
  ...off('an empty role in all functions', {}, { empty: none('no resource IamRoleLambdaExecution') }, { empty: { role: '' } }),
  ...off('iam.role false', { iam: { role: false } }, { f: none('no resource false') }),
  ...off('provider.role false', { role: false }, { f: none('no resource false') }),
  ...off('role false in a function', { role: arn('x') }, { no: none('no resource false') }, { no: { role: false } }),
  ...off('iam.role a list', { iam: { role: [GIVEN] } }, { f: GIVEN }),
  ...off('iam.role a number', { iam: { role: 7 } }, { f: none('no resource 7') }),
  ...off('role a list in a function', {}, { own: GIVEN }, { own: { role: [GIVEN] } }),
  ...off('a setting that nobody knows', { iam: { role: { nothing: 1, name: 'n' } } }, { f: arn('n') }),
  ...off(
    'an object that is no intrinsic function in a function',
    {},
    { own: none('not known before a deployment') },
    { own: { role: { name: 'x' } } },
  ),
];

export const ROLES: readonly TemplateCase[] = [...forms, ...unchecked, ...tags, ...order, ...withoutSchema];
