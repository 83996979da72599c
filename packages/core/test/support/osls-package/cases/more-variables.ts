import { arn, roleResource, service, type ServiceParts } from '../service.js';
import { none, type Nothing, refused, type TemplateCase } from './case.js';

function one(name: string, parts: ServiceParts, role: string | Nothing, more: Partial<TemplateCase> = {}): TemplateCase {
  const { files = {}, ...rest } = more;
  return { name, roles: { f: role }, ...rest, files: { 'serverless.yml': service(parts), ...files } };
}

function written(role: unknown, parts: ServiceParts = {}): ServiceParts {
  return { provider: { role }, ...parts };
}

const PARAM = written(arn('${param:p}'));
const params: TemplateCase[] = [
  one('--param', PARAM, arn('given'), { options: { params: { p: 'given' } } }),
  one('--param before the stage and the default', { ...PARAM, params: { dev: { p: 'no' }, default: { p: 'no' } } }, arn('given'), {
    options: { params: { p: 'given' } },
  }),
  one('params of the stage before the default', { ...PARAM, params: { dev: { p: 'of-dev' }, default: { p: 'no' } } }, arn('of-dev')),
  one('params of the stage by --stage', { ...PARAM, params: { dev: { p: 'no' }, qa: { p: 'of-qa' } } }, arn('of-qa'), {
    options: { stage: 'qa' },
    stage: 'qa',
  }),
  one('params of another stage', { ...PARAM, params: { prod: { p: 'no' } } }, refused('Value not found at "param"')),
  one('params at the top', { ...PARAM, params: { p: 'no' } }, refused('Value not found at "param"')),
  one('a value of --param is parsed again', PARAM, arn('named'), { options: { params: { p: '${env:NAME}' } }, env: { NAME: 'named' } }),
  one('a value of --param with =', written(arn('${param:p}')), arn('a=b'), { options: { params: { p: 'a=b' } } }),
  one('a number in --param is text', written(arn('n${param:p}')), arn('n1e3'), { options: { params: { p: '1e3' } } }),
  one('an option --param with a dot', written(arn('${param:a.b}')), arn('dotted'), { options: { params: { 'a.b': 'dotted' } } }),
  one(
    'a param that is an object',
    written('${param:roles}', { params: { default: { roles: { a: 'b' } } } }),
    refused('unsupported object format'),
  ),
  one('a param that is a role', written('${param:role}', { params: { default: { role: arn('whole') } } }), arn('whole')),
  one('params from a file', { ...PARAM, params: '${file(p.yml)}' }, arn('filed'), { files: { 'p.yml': { dev: { p: 'filed' } } } }),
  one('params of a stage from a file', { ...PARAM, params: { dev: '${file(p.yml)}' } }, arn('filed'), {
    files: { 'p.yml': { p: 'filed' } },
  }),
  one('a param in a file', written(arn('${file(x.yml):x}'), { params: { default: { p: 'in-file' } } }), arn('in-file'), {
    files: { 'x.yml': 'x: ${param:p}\n' },
  }),
  one('a param from another', { ...PARAM, params: { default: { p: '${param:q}-x', q: 'other' } } }, arn('other-x')),
  one('a param that is a false', written(arn('n${param:p}'), { params: { dev: { p: false }, default: { p: 'no' } } }), arn('nfalse')),
];

const escapes: TemplateCase[] = [
  one('a backslash before ${AWS::Region} goes', written({ 'Fn::Sub': `${arn('')}\\\${AWS::Region}` }), arn('us-east-1')),
  one('${AWS::Region} is left alone', written({ 'Fn::Sub': `${arn('')}\${AWS::Region}` }), arn('us-east-1')),
  one('${AWS::AccountId} is left alone', written({ 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/x' }), arn('x')),
  one(
    'a resource in Fn::Sub is left alone',
    written(
      { 'Fn::Sub': '${AppRole.Arn}' },
      {
        resources: { Resources: { AppRole: roleResource({ RoleName: 'left-alone' }) } },
      },
    ),
    arn('left-alone'),
  ),
  one(
    'a variable inside of what is left alone',
    written(
      { 'Fn::Sub': '${${env:ID}.Arn}' },
      {
        resources: { Resources: { AppRole: roleResource({ RoleName: 'inside' }) } },
      },
    ),
    arn('inside'),
    { env: { ID: 'AppRole' } },
  ),
  one("${'x', env:X} in a text", written(`${arn('')}\${'x', env:X}`), none('not the ARN')),
  one('${foo} in a text', written(`${arn('')}\${foo}`), none('not the ARN')),
  one('${Env:X} in a text', written(`${arn('')}\${Env:X}`), none('not the ARN')),
  one('${ env:X} in a text', written(`${arn('')}\${ env:X}`), none('not the ARN')),
  one('an escaped variable in a text', written(`${arn('')}\\\${env:X}`), none('not the ARN')),
  one('two backslashes before a variable', written(`${arn('')}\\\\\${env:X}`), none('not the ARN'), { env: { X: 'x' } }),
  one('a variable next to ${AWS::Region}', written({ 'Fn::Sub': `${arn('')}\${AWS::Region}-\${env:X}` }), arn('us-east-1-x'), {
    env: { X: 'x' },
  }),
  one('an escaped variable as an Fn::Sub', written({ 'Fn::Sub': `${arn('')}\\\${self:x}` }), none('no resource self:x')),
];

const RESOURCES = { Resources: { AppRole: roleResource({ RoleName: 'app' }) } };
const whole: TemplateCase[] = [
  one('a variable for the whole role', written('${self:custom.role}', { custom: { role: arn('whole') } }), arn('whole')),
  one(
    'a variable for an intrinsic function',
    written('${self:custom.role}', { custom: { role: { 'Fn::GetAtt': ['AppRole', 'Arn'] } }, resources: RESOURCES }),
    arn('app'),
  ),
  one('a variable for a logical id', written('${self:custom.role}', { custom: { role: 'AppRole' }, resources: RESOURCES }), arn('app')),
  one('a variable for settings', { provider: { iam: { role: '${self:custom.role}' } }, custom: { role: { name: 'set' } } }, arn('set')),
  one('a variable for iam', { provider: { iam: '${file(iam.yml)}' } }, arn('of-file'), { files: { 'iam.yml': { role: arn('of-file') } } }),
  one('a variable for the provider', { provider: '${file(provider.yml)}' }, arn('of-file'), {
    files: { 'provider.yml': { name: 'aws', role: arn('of-file') } },
  }),
  one('a variable for the name of the provider', { provider: { name: '${env:P}', role: arn('x') } }, arn('x'), { env: { P: 'aws' } }),
  one('a variable for custom', written(arn('${self:custom.x}'), { custom: '${file(custom.js)}' }), arn('of-js'), {
    files: { 'custom.js': "module.exports = () => ({ x: 'of-js' })" },
  }),
  one('a variable for all resources', written('AppRole', { resources: '${file(r.yml)}' }), arn('app'), { files: { 'r.yml': RESOURCES } }),
  one('a variable with a null for the role', written('${env:MISSING, null}'), none('no resource IamRoleLambdaExecution')),
  one('a variable with a number for the role', written('${self:custom.n}', { custom: { n: 7 } }), none('no resource 7')),
  one('a text file with a newline for the role', written('${file(role.txt)}'), none('not the ARN'), {
    files: { 'role.txt': `${arn('x')}\n` },
  }),
  one('a text file for the role', written('${file(role.txt)}'), arn('x'), { files: { 'role.txt': arn('x') } }),
  one('a tag in a file', written('${file(role.yml)}', { resources: RESOURCES }), arn('app'), {
    files: { 'role.yml': '!GetAtt AppRole.Arn\n' },
  }),
  one('a tag in a file, at an address', written('${file(role.yml):role}', { resources: RESOURCES }), arn('app'), {
    files: { 'role.yml': "role: !Sub '${AppRole.Arn}'\n" },
  }),
  one(
    'an object from env',
    written('${env:ROLE}', { custom: { role: { 'Fn::GetAtt': ['AppRole', 'Arn'] } }, resources: RESOURCES }),
    arn('app'),
    {
      env: { ROLE: '${self:custom.role}' },
    },
  ),
  one(
    'a name by a map of stages',
    written('${self:custom.roles.${sls:stage}, self:custom.roles.default}', {
      custom: { roles: { prod: arn('prod'), default: arn('default') } },
    }),
    arn('default'),
  ),
  one('a function from a file', { functions: { f: '${file(f.yml)}' } }, arn('of-file'), {
    files: { 'f.yml': { ...(service({})['functions'] as { f: object }).f, role: arn('of-file') } },
  }),
  one('the file lies outside of the service', written(arn('${file(../shared/x.yml):x}')), arn('outside'), {
    folder: 'api',
    files: { 'api/serverless.yml': service(written(arn('${file(../shared/x.yml):x}'))), 'shared/x.yml': { x: 'outside' } },
  }),
  one('a variable in a key stays', written(arn('x'), { custom: { '${env:MISSING}': 1 } }), arn('x')),
  one(
    'a failing variable in a sibling that is needed',
    written(arn('${self:custom.x.y}'), { custom: { x: '${file(x.yml)}' } }),
    refused('Cannot resolve'),
  ),
];

const self: TemplateCase[] = [
  one(
    'self: of a chain of 20 properties',
    written(arn('${self:custom.c0}'), {
      custom: Object.fromEntries([
        ...Array.from({ length: 20 }, (_, at) => [`c${at}`, `\${self:custom.c${at + 1}}`] as const),
        ['c20', 'end'],
      ]),
    }),
    arn('end'),
  ),
  one('self: without an address', written('${self:}'), refused('Circular reference')),
  one('self: of the file with an address', written(arn('${self:service}')), arn('demo')),
  one('self: in a file', written(arn('${file(x.yml):x}'), { custom: { y: 'from-self' } }), arn('from-self'), {
    files: { 'x.yml': 'x: ${self:custom.y}\n' },
  }),
  one(
    'self: of another role',
    { provider: { role: '${self:functions.own.role}' }, functions: { f: {}, own: { role: arn('own') } } },
    arn('own'),
  ),
  one(
    'self: through an object that is a variable',
    written(arn('${self:custom.a.b.c}'), { custom: { a: '${self:custom.x}', x: { b: '${self:custom.y}' }, y: { c: 'through' } } }),
    arn('through'),
  ),
];

export const MORE_VARIABLES: readonly TemplateCase[] = [...params, ...escapes, ...whole, ...self];
