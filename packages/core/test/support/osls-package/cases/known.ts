import { arn } from '../service.js';

/**
 * Why osls refuses a case for reasons of its own, and the role that is plainly meant: a refusal is right, and so is that
 * role. Or why osls has a role that nobody means: the refusal is right too.
 */
export interface KnownCase {
  reason: string;
  plain: string;
}

const SCHEMA = 'only the schema of osls minds, and with configValidationMode off this is what it deploys';
const PHASES = 'osls resolves in phases, and this comes before the source is there';
const TOO_LATE = 'osls resolves --param when it has put its defaults into the configuration, even where --stage says something else';
const UNUSED = 'nothing of this is needed for the role that is asked for';

/** The name of the case of `export default` in a `serverless.js`. */
export const ES_MODULE = 'serverless.js: an ES module';

const PLACES = ['function', 'provider.role', 'provider.iam.role'];

/** By the name of a case. A role other than the plain one is never right. */
export const KNOWN: ReadonlyMap<string, KnownCase> = new Map([
  ...everywhere('{"Fn::GetAtt":"AppRole.Arn"}', arn('team/app')),
  ...everywhere(`{"Fn::Join":["",["${arn('')}","joined"]]}`, arn('joined')),
  ...everywhere('{"Fn::Join":["",["arn:aws:iam::",{"Ref":"AWS::AccountId"},":role/",{"Ref":"PlainRole"}]]}', arn('plain')),
  ...everywhere('{"Ref":"RoleArn"}', arn('of-parameter')).filter(([name]) => !name.endsWith('iam.role')),
  ['{"Ref":"RoleArn"} under provider.iam.role', { reason: SCHEMA, plain: arn('demo-dev-us-east-1-lambdaRole') }],
  ['{"Ref":"PlainRole"} under provider.iam.role', { reason: SCHEMA, plain: arn('demo-dev-us-east-1-lambdaRole') }],
  ...everywhere(`{"Fn::Select":[1,["no","${arn('given')}"]]}`, arn('given')),
  ...everywhere(`{"Fn::Select":["0",{"Fn::Split":[",","${arn('given')},no"]}]}`, arn('given')),
  known('an empty role in a function', SCHEMA, arn('x')),
  known('extensions of the role although provider.role is used', UNUSED, arn('x')),
  known('an intrinsic function for a name', SCHEMA, arn('us-east-1-x')),
  known('of a service that is a number', SCHEMA, arn('7-dev-us-east-1-lambdaRole')),
  known('of a service with an underscore', SCHEMA, arn('a_b-dev-us-east-1-lambdaRole')),
  known(ES_MODULE, 'osls takes the namespace of the module for the configuration, where Serverless 3 takes its default export', arn('x')),
  known('a region that is not one', 'the list of regions is as old as osls', arn('dev.mars-east-1')),
  known('an option that is no region', 'the list of regions is as old as osls', arn('dev.mars-east-1')),
  known('an empty name', SCHEMA, arn('demo-dev-us-east-1-lambdaRole')),
  known('iam.role an empty text', SCHEMA, arn('demo-dev-us-east-1-lambdaRole')),
  known('a setting that nobody knows', SCHEMA, arn('demo-dev-us-east-1-lambdaRole')),
  known('of a service that is an object', 'it is how older versions of Serverless have it', arn('demo-dev-us-east-1-lambdaRole')),
  known('extensions of a resource that is not there', UNUSED, arn('demo-dev-us-east-1-lambdaRole')),
  known('self:provider.stage in --param where the key is absent', TOO_LATE, arn('dev')),
  known('self:provider.stage in --param where the key is absent, with --stage', TOO_LATE, arn('dev')),
  known('self:provider.region in --param where the key is absent', TOO_LATE, arn('us-east-1')),
  known('a stage null, with useDotenv', 'osls looks for a .env of the stage before it has its default', arn('dev.us-east-1')),
  known('an empty stage beside --stage', SCHEMA, arn('qa.us-east-1')),
  known('stage from a param', PHASES, arn('x.us-east-1')),
  known('stage from ssm with a fallback', PHASES, arn('y.us-east-1')),
  known('stage from aws with a fallback', PHASES, arn('us-east-1.us-east-1')),
  known('stage from an option that nobody knows, with a fallback', PHASES, arn('x.us-east-1')),
  known('useDotenv from a param', PHASES, arn('dev.us-east-1')),
  known('useDotenv from an option that nobody knows', PHASES, arn('dev.us-east-1')),
  known('service from a param', PHASES, arn('dev.us-east-1')),
]);

function known(name: string, reason: string, plain: string): readonly [string, KnownCase] {
  return [name, { reason, plain }];
}

function everywhere(written: string, plain: string): (readonly [string, KnownCase])[] {
  return PLACES.map((place) => known(`${written} under ${place}`, SCHEMA, plain));
}
