import { arn, roleResource, service, type ServiceParts } from '../service.js';
import { none, type Nothing, refused, type TemplateCase } from './case.js';

function one(name: string, parts: ServiceParts, role: string | Nothing, more: Partial<TemplateCase> = {}): TemplateCase {
  return { name, files: { 'serverless.yml': service(parts) }, roles: { f: role }, ...more };
}

const SCHEMA = refused('Configuration error');
const DEFAULT = 'demo-dev-us-east-1-lambdaRole';
const settings = (role: object): ServiceParts => ({ provider: { iam: { role } } });
const extension = (Properties: object): ServiceParts => ({ resources: { extensions: { IamRoleLambdaExecution: { Properties } } } });
const resource = (Properties: object): ServiceParts => ({
  resources: { Resources: { IamRoleLambdaExecution: { Type: 'AWS::IAM::Role', Properties } } },
});
const LONG = 'a'.repeat(34);

const named: TemplateCase[] = [
  one('by default', {}, arn(DEFAULT)),
  one('with stage and region', { provider: { stage: 'prod', region: 'eu-west-1' } }, arn('demo-prod-eu-west-1-lambdaRole'), {
    region: 'eu-west-1',
    stage: 'prod',
  }),
  one('with the options for stage and region', {}, arn('demo-qa-eu-central-1-lambdaRole'), {
    options: { stage: 'qa', region: 'eu-central-1' },
    region: 'eu-central-1',
    stage: 'qa',
  }),
  one('in China', { provider: { region: 'cn-north-1' } }, arn('demo-dev-cn-north-1-lambdaRole', 'aws-cn'), { region: 'cn-north-1' }),
  one('in GovCloud', { provider: { region: 'us-gov-west-1' } }, arn('demo-dev-us-gov-west-1-lambdaRole', 'aws-us-gov'), {
    region: 'us-gov-west-1',
  }),
  one('name', settings({ name: 'own-name' }), arn('own-name')),
  one('path', settings({ path: '/team/' }), arn(`team/${DEFAULT}`)),
  one('path of several parts, and name', settings({ path: '/a/b/', name: 'n' }), arn('a/b/n')),
  one('path /', settings({ path: '/' }), arn(DEFAULT)),
  one('path without its first slash', settings({ path: 'team/' }), SCHEMA),
  one('path without its last slash', settings({ path: '/team' }), SCHEMA),
  one('a number for a name', settings({ name: 123 }), arn('123')),
  one('true for a name', settings({ name: true }), arn('true')),
  one('null for a name', settings({ name: null }), arn(DEFAULT)),
  one('an empty name', settings({ name: '' }), SCHEMA),
  one('an intrinsic function for a name', settings({ name: { 'Fn::Sub': '${AWS::Region}-x' } }), SCHEMA),
  one('statements', settings({ statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }), arn(DEFAULT)),
  one('managedPolicies', settings({ managedPolicies: ['arn:aws:iam::aws:policy/x'] }), arn(DEFAULT)),
  one('permissionsBoundary', settings({ permissionsBoundary: 'arn:aws:iam::aws:policy/x' }), arn(DEFAULT)),
  one('permissionBoundary', settings({ permissionBoundary: 'arn:aws:iam::aws:policy/x' }), arn(DEFAULT)),
  one('tags', settings({ tags: { a: 'b' }, name: 'tagged' }), arn('tagged')),
  one('a setting that nobody knows', settings({ nothing: 1 }), SCHEMA),
  one('a key with :: among settings', settings({ name: 'x', 'Fn::Sub': 'y' }), SCHEMA),
  one('64 characters', { service: LONG, provider: { stage: 'd'.repeat(8) } }, arn(`${LONG}-dddddddd-us-east-1-lambdaRole`), {
    stage: 'dddddddd',
  }),
  one('65 characters', { service: LONG, provider: { stage: 'd'.repeat(9) } }, none('not the ARN')),
  one('65 characters for a name', settings({ name: 'n'.repeat(65) }), SCHEMA),
  one('64 characters for a name', settings({ name: 'n'.repeat(64) }), arn('n'.repeat(64))),
  one('of a service that is a variable', { service: "${env:NAME, 'late'}" }, arn('late-dev-us-east-1-lambdaRole')),
  one('of a service that is a number', { service: 7 }, refused("Configuration error at 'service'")),
  one('of a service with an underscore', { service: 'a_b' }, refused("Configuration error at 'service'")),
  one('of a service with capitals', { service: 'Demo-Service' }, arn('Demo-Service-dev-us-east-1-lambdaRole')),
  one('of a service that is an object', { service: { name: 'demo' } }, refused('Object notation for "service"')),
  one('with another name for the stack', { provider: { stackName: 'other' } }, arn(DEFAULT)),
];

const overridden: TemplateCase[] = [
  one('RoleName in extensions', extension({ RoleName: 'renamed' }), arn('renamed')),
  one('Path in extensions', extension({ Path: '/team/' }), arn(`team/${DEFAULT}`)),
  one(
    'both in extensions, beside settings',
    { ...settings({ name: 'n', path: '/p/' }), ...extension({ RoleName: 'renamed', Path: '/q/' }) },
    arn('q/renamed'),
  ),
  one(
    'RoleName in extensions beside a path',
    { ...settings({ name: 'n', path: '/p/' }), ...extension({ RoleName: 'renamed' }) },
    arn('p/renamed'),
  ),
  one('RoleName in Resources', resource({ RoleName: 'renamed' }), arn('renamed')),
  one('Path in Resources', resource({ Path: '/team/' }), arn(`team/${DEFAULT}`)),
  one(
    'RoleName in Resources beside a name',
    { ...settings({ name: 'n', path: '/p/' }), ...resource({ RoleName: 'renamed' }) },
    arn('p/renamed'),
  ),
  one(
    'RoleName in Resources and in extensions',
    {
      resources: {
        Resources: { IamRoleLambdaExecution: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'of-resources' } } },
        extensions: { IamRoleLambdaExecution: { Properties: { RoleName: 'of-extensions' } } },
      },
    },
    arn('of-extensions'),
  ),
  one('a trust policy in extensions', extension({ AssumeRolePolicyDocument: { Statement: [] } }), arn(DEFAULT)),
  one('RoleName with Fn::Sub', extension({ RoleName: { 'Fn::Sub': '${AWS::StackName}-x' } }), arn('demo-dev-x')),
  one(
    'RoleName with Fn::Sub, of a stack with another name',
    { provider: { stackName: 'other' }, ...extension({ RoleName: { 'Fn::Sub': '${AWS::StackName}-x' } }) },
    arn('other-x'),
  ),
  one('RoleName with Fn::Join', extension({ RoleName: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] } }), arn('a-us-east-1')),
  one('RoleName with a variable', extension({ RoleName: 'x-${sls:stage}' }), arn('x-dev')),
  one('RoleName that nobody can know', extension({ RoleName: { 'Fn::ImportValue': 'x' } }), none('not known before a deployment')),
  one('RoleName a number', extension({ RoleName: 7 }), arn('7')),
  one(
    'extensions of a resource that is not there',
    { resources: { extensions: { Nothing: { Properties: {} } } } },
    refused('Cannot extend "Nothing"'),
  ),
  one(
    'another Type in Resources',
    { resources: { Resources: { IamRoleLambdaExecution: { Type: 'AWS::SNS::Topic' } } } },
    none('not a role'),
  ),
  one(
    'extensions of the role although provider.role is used',
    { provider: { role: arn('x') }, ...extension({ RoleName: 'renamed' }) },
    refused('Cannot extend "IamRoleLambdaExecution"'),
  ),
  one(
    'Resources with the name of the generated role although provider.role is used',
    { provider: { role: arn('x') }, ...resource({ RoleName: 'renamed' }) },
    arn('x'),
  ),
  {
    name: 'a role of that name in Resources, and role null',
    files: {
      'serverless.yml': service({
        functions: { nil: { role: null }, own: { role: arn('own') } },
        resources: { Resources: { IamRoleLambdaExecution: roleResource({ RoleName: 'mine' }) } },
      }),
    },
    roles: { nil: arn('mine'), own: arn('own') },
  },
  {
    name: 'a function that means a role of that name in Resources',
    files: {
      'serverless.yml': service({
        functions: { own: { role: 'IamRoleLambdaExecution' } },
        resources: { Resources: { IamRoleLambdaExecution: roleResource({ RoleName: 'mine' }) } },
      }),
    },
    roles: { own: arn('mine') },
  },
];

const lists: TemplateCase[] = [
  one(
    'resources as a list',
    {
      resources: [
        { Resources: { A: { Type: 'AWS::SNS::Topic' } } },
        { extensions: { IamRoleLambdaExecution: { Properties: { RoleName: 'listed' } } } },
      ],
    },
    arn('listed'),
  ),
  one(
    'resources as a list, the last wins',
    {
      resources: [
        { Resources: { IamRoleLambdaExecution: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'first', Path: '/p/' } } } },
        { Resources: { IamRoleLambdaExecution: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'last' } } } },
      ],
    },
    arn('p/last'),
  ),
  {
    name: 'resources from files',
    files: {
      'serverless.yml': service({ functions: { own: { role: 'AppRole' }, f: {} }, resources: ['${file(a.yml)}', '${file(b.yml)}'] }),
      'a.yml': { Resources: { AppRole: roleResource({ RoleName: 'of-${sls:stage}' }) } },
      'b.yml': { extensions: { IamRoleLambdaExecution: { Properties: { RoleName: 'of-b' } } } },
    },
    roles: { own: arn('of-dev'), f: arn('of-b') },
  },
  {
    name: 'resources with an empty part',
    files: {
      'serverless.yml': service({
        functions: { own: { role: 'AppRole' } },
        resources: [null, { Resources: { AppRole: roleResource({ RoleName: 'r' }) } }],
      }),
    },
    roles: { own: arn('r') },
  },
  {
    name: 'functions as a list',
    files: { 'serverless.yml': service({ functions: [{ f: {} }, { own: { role: arn('own') } }] }) },
    roles: { f: arn(DEFAULT), own: arn('own') },
  },
  {
    name: 'functions as a list, the last wins',
    files: { 'serverless.yml': service({ functions: [{ own: { role: arn('first') } }, { own: { role: arn('last') } }] }) },
    roles: { own: arn('last') },
  },
  {
    name: 'functions as a list, merged in depth',
    files: { 'serverless.yml': service({ functions: [{ own: { role: arn('first') } }, { own: { timeout: 3 } }] }) },
    roles: { own: arn('first') },
  },
  {
    name: 'functions from files',
    files: {
      'serverless.yml': service({ functions: ['${file(functions.yml)}', '${file(more.yml):functions}'] }),
      'functions.yml': service({ functions: { own: { role: arn('own') } } })['functions'] as object,
      'more.yml': { functions: service({ functions: { f: {}, other: { role: arn('${sls:stage}') } } })['functions'] },
    },
    roles: { own: arn('own'), f: arn(DEFAULT), other: arn('dev') },
  },
  {
    name: 'names of functions with - and _',
    files: { 'serverless.yml': service({ functions: { 'a-b': { role: arn('dash') }, a_b: { role: arn('under') }, F1: {} } }) },
    roles: { 'a-b': arn('dash'), a_b: arn('under'), F1: arn(DEFAULT) },
  },
  { name: 'a function that is not there', files: { 'serverless.yml': service({}) }, roles: { gone: none('no function gone') } },
];

export const GENERATED_ROLE: readonly TemplateCase[] = [...named, ...overridden, ...lists];
