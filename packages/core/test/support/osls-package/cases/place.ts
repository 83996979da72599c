import { arn, service, type ServiceParts } from '../service.js';
import { type Nothing, refused, type TemplateCase } from './case.js';

const ROLE = arn('${sls:stage}.${aws:region}');
const where = (region: string, stage: string): string => arn(`${stage}.${region}`);

function at(
  name: string,
  provider: object,
  role: string | Nothing,
  more: Partial<TemplateCase> & { parts?: ServiceParts } = {},
): TemplateCase {
  const { parts, ...rest } = more;
  return { name, files: { 'serverless.yml': service({ provider: { role: ROLE, ...provider }, ...parts }) }, roles: { f: role }, ...rest };
}

function inRegion(region: string): Pick<TemplateCase, 'roles' | 'region'> {
  return { roles: { f: where(region, 'dev') }, region };
}

const region: TemplateCase[] = [
  at('no region', {}, where('us-east-1', 'dev')),
  at('provider.region', { region: 'eu-west-1' }, '', inRegion('eu-west-1')),
  at('--region first', { region: 'eu-west-1' }, '', { options: { region: 'eu-north-1' }, ...inRegion('eu-north-1') }),
  at('AWS_REGION is not read', {}, where('us-east-1', 'dev'), { env: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' } }),
  at('an empty region', { region: '' }, where('us-east-1', 'dev')),
  at('a region null', { region: null }, where('us-east-1', 'dev')),
  at('a region that is not one', { region: 'mars-east-1' }, refused('Configuration error')),
  at('an option that is no region', {}, refused('Configuration error'), { options: { region: 'mars-east-1' } }),
  at('a number for a region', { region: 7 }, refused("Configuration error at 'provider.region'")),
  at('a list of a region', { region: ['eu-west-1'], role: arn('x') }, refused("'provider.region'")),
  at('region from env', { region: '${env:R}' }, '', { env: { R: 'eu-west-3' }, ...inRegion('eu-west-3') }),
  at('region from an option with a fallback', { region: "${opt:region, 'sa-east-1'}" }, '', inRegion('sa-east-1')),
  at('region from a param', { region: '${param:r}' }, '', {
    parts: { params: { default: { r: 'ca-central-1' } } },
    ...inRegion('ca-central-1'),
  }),
  at('region from custom by stage', { region: '${self:custom.regions.${sls:stage}}' }, '', {
    parts: { custom: { regions: { dev: 'eu-south-1', prod: 'no' } } },
    ...inRegion('eu-south-1'),
  }),
  at('region from a file', { region: '${file(r.yml):region}' }, '', inRegion('ap-south-1')),
  at('region of China', { region: 'cn-northwest-1', role: arn('x', 'aws-cn') }, arn('x', 'aws-cn'), { region: 'cn-northwest-1' }),
  at('region of GovCloud', { region: 'us-gov-east-1', role: arn('x', 'aws-us-gov') }, arn('x', 'aws-us-gov'), { region: 'us-gov-east-1' }),
].map((one) => (one.name === 'region from a file' ? { ...one, files: { ...one.files, 'r.yml': { region: 'ap-south-1' } } } : one));

function inStage(stage: string): Pick<TemplateCase, 'roles' | 'stage'> {
  return { roles: { f: where('us-east-1', stage) }, stage };
}

const stage: TemplateCase[] = [
  at('provider.stage', { stage: 'prod' }, '', inStage('prod')),
  at('--stage first', { stage: 'prod' }, '', { options: { stage: 'qa' }, ...inStage('qa') }),
  at('SLS_STAGE has no effect', {}, where('us-east-1', 'dev'), { env: { SLS_STAGE: 'prod' } }),
  at('a stage null', { stage: null }, where('us-east-1', 'dev')),
  at('a stage null, with useDotenv', { stage: null }, refused('Invalid stage name'), { parts: { useDotenv: true } }),
  at('an empty stage', { stage: '' }, refused('Invalid stage name')),
  at('an empty stage beside --stage', { stage: '' }, refused("Configuration error at 'provider.stage'"), { options: { stage: 'qa' } }),
  at('a number for a stage', { stage: 7 }, refused('Invalid stage name')),
  at('a boolean for a stage', { stage: true }, refused('Invalid stage name')),
  at('a list for a stage', { stage: ['dev'] }, refused('Invalid stage name')),
  at('a stage with a dot', { stage: 'a.b' }, refused('Invalid stage name')),
  at('a stage with an underscore', { stage: 'a_b' }, refused('Invalid stage name')),
  at('a stage with a space', { stage: 'a b' }, refused('Invalid stage name')),
  at('an option that is no stage', {}, refused('Invalid stage name'), { options: { stage: 'a_b' } }),
  at('a stage of capitals and digits', { stage: 'PR-123' }, '', inStage('PR-123')),
  at('a stage of digits, quoted', { stage: '2024' }, '', inStage('2024')),
  at('an option of digits', {}, '', { options: { stage: '7' }, ...inStage('7') }),
  at('stage from env', { stage: '${env:S}' }, '', { env: { S: 'of-env' }, ...inStage('of-env') }),
  at('stage from env, a number in it', { stage: '${env:S}' }, '', { env: { S: '12' }, ...inStage('12') }),
  at('stage from an empty env', { stage: '${env:S}' }, refused('Invalid stage name'), { env: { S: '' } }),
  at('stage from nothing', { stage: '${env:S}' }, refused('Value not found at "env"')),
  at('stage from an option with a fallback', { stage: "${opt:stage, 'fallen'}" }, '', inStage('fallen')),
  at('stage from an option that is given', { stage: "${opt:stage, 'fallen'}" }, '', { options: { stage: 'given' }, ...inStage('given') }),
  at('stage from custom', { stage: '${self:custom.stage}' }, '', { parts: { custom: { stage: 'of-custom' } }, ...inStage('of-custom') }),
  at('stage from custom, which is a number', { stage: '${self:custom.stage}' }, refused('Invalid stage name'), {
    parts: { custom: { stage: 7 } },
  }),
  at('stage in a text with a number', { stage: 'pr-${self:custom.pr}' }, '', { parts: { custom: { pr: 7 } }, ...inStage('pr-7') }),
  ...[7, true, '', ['dev'], 'a_b'].map((written) =>
    at(
      `${JSON.stringify(written)} for a stage, of which nothing is made`,
      { stage: written, role: arn('x') },
      refused('Invalid stage name'),
    ),
  ),
  at('an option that is no stage, of which nothing is made', { role: arn('x') }, refused('stage'), { options: { stage: 'a_b' } }),
  at('stage from itself', { stage: '${self:provider.stage}' }, refused('Circular reference')),
  at('stage from sls:stage', { stage: '${sls:stage}' }, refused('Circular reference')),
];

const SELF = arn('${self:provider.stage}');

const differences: TemplateCase[] = [
  at('self:provider.stage is the key, not the option', { role: SELF, stage: 'prod' }, arn('prod'), {
    options: { stage: 'qa' },
    stage: 'qa',
  }),
  at('self:provider.stage where the key is absent', { role: SELF }, refused('Cannot resolve')),
  at('self:provider.stage where the key is absent, with --stage', { role: SELF }, refused('Cannot resolve'), { options: { stage: 'qa' } }),
  at('self:provider.region where the key is absent', { role: arn('${self:provider.region}') }, refused('Cannot resolve')),
  at('self:provider.stage in a param where the key is absent', { role: arn('${param:p}') }, refused('Cannot resolve'), {
    parts: { params: { default: { p: '${self:provider.stage}' } } },
  }),
  at(
    'self:provider.stage behind aws:region where the key is absent',
    { role: arn('${aws:region}-${self:provider.stage}') },
    refused('Cannot resolve'),
  ),
  // What `--param` brings is resolved when osls has put its defaults in.
  at('self:provider.stage in --param where the key is absent', { role: arn('${param:p}') }, arn('dev'), {
    options: { params: { p: '${self:provider.stage}' } },
  }),
  at('self:provider.stage in --param where the key is absent, with --stage', { role: arn('${param:p}') }, arn('dev'), {
    options: { stage: 'qa', params: { p: '${self:provider.stage}' } },
    stage: 'qa',
  }),
  at('self:provider.region in --param where the key is absent', { role: arn('${param:p}') }, arn('us-east-1'), {
    options: { params: { p: '${self:provider.region}' } },
  }),
  at('self:provider.region is the key', { role: arn('${self:provider.region}'), region: 'eu-west-1' }, arn('eu-west-1'), {
    options: { region: 'eu-west-2' },
    region: 'eu-west-2',
  }),
  at('opt:region', { role: arn('${opt:region}') }, arn('eu-west-2'), { options: { region: 'eu-west-2' }, region: 'eu-west-2' }),
  at('aws:region', { role: arn('${aws:region}'), region: 'eu-west-1' }, arn('eu-west-1'), { region: 'eu-west-1' }),
];

/** What may stand where, as osls resolves in phases. */
const phases: TemplateCase[] = [
  at('stage from a param', { stage: '${param:s}' }, refused('not accessible'), { parts: { params: { default: { s: 'x' } } } }),
  at('stage from ssm with a fallback', { stage: "${ssm:/x, 'y'}" }, refused('not accessible')),
  at('stage from aws with a fallback', { stage: "${aws:region, 'y'}" }, refused('not accessible')),
  at('stage from an option that nobody knows', { stage: '${opt:foo}' }, refused('not accessible')),
  at('stage from an option that nobody knows, with a fallback', { stage: "${opt:foo, 'x'}" }, refused('not accessible')),
  at('useDotenv from a param', {}, refused('not accessible'), { parts: { useDotenv: '${param:d}', params: { default: { d: true } } } }),
  at('useDotenv from an option that nobody knows', {}, refused('not accessible'), { parts: { useDotenv: '${opt:foo, false}' } }),
  at('service from a param', {}, refused('not accessible'), { parts: { service: '${param:s}', params: { default: { s: 'x' } } } }),
  at('service from env', { role: undefined }, arn('of-env-dev-us-east-1-lambdaRole'), {
    parts: { service: '${env:S}' },
    env: { S: 'of-env' },
  }),
];

export const PLACE: readonly TemplateCase[] = [...region, ...stage, ...differences];
/** Refused by osls for its phases only. */
export const PHASES: readonly TemplateCase[] = phases;
