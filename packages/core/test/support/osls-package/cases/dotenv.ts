import { arn, service, type ServiceParts } from '../service.js';
import { none, type Nothing, refused, type TemplateCase } from './case.js';

function dotenv(
  name: string,
  files: Record<string, string>,
  role: string | Nothing,
  more: Partial<TemplateCase> & { parts?: ServiceParts; written?: string } = {},
): TemplateCase {
  const { parts, written = '${env:NAME}', ...rest } = more;
  const base = service({ useDotenv: true, provider: { role: arn(written) }, ...parts });
  return { name, files: { 'serverless.yml': base, ...files }, roles: { f: role }, ...rest };
}

export const DOTENV: readonly TemplateCase[] = [
  dotenv('.env', { '.env': 'NAME=of-env\n' }, arn('of-env')),
  dotenv('.env.<stage> instead of .env', { '.env': 'NAME=no\n', '.env.dev': 'NAME=of-dev\n' }, arn('of-dev')),
  dotenv('.env.<stage>, and nothing of .env', { '.env': 'NAME=no\n', '.env.dev': 'OTHER=x\n' }, refused('Cannot resolve')),
  dotenv('.env of another stage is not read', { '.env': 'NAME=of-env\n', '.env.prod': 'NAME=no\n' }, arn('of-env')),
  dotenv('.env.<stage> by --stage', { '.env.prod': 'NAME=of-prod\n' }, arn('of-prod'), { options: { stage: 'prod' }, stage: 'prod' }),
  dotenv('.env.local is not read', { '.env.local': 'NAME=no\n' }, refused('Cannot resolve')),
  dotenv('no file', {}, arn('fallen'), { written: "${env:NAME, 'fallen'}" }),
  dotenv('without useDotenv', { '.env': 'NAME=no\n' }, refused('Cannot resolve'), { parts: { useDotenv: undefined } }),
  dotenv('useDotenv: false', { '.env': 'NAME=no\n' }, refused('Cannot resolve'), { parts: { useDotenv: false } }),
  dotenv('useDotenv from env', { '.env': 'NAME=x\n' }, arn('x'), {
    parts: { useDotenv: '${strToBool(${env:DOT})}' },
    env: { DOT: 'true' },
  }),
  dotenv('what the process has stays', { '.env': 'NAME=no\n' }, arn('of-process'), { env: { NAME: 'of-process' } }),
  dotenv('what is empty in the process is overridden', { '.env': 'NAME=over\n' }, arn('over'), { env: { NAME: '' } }),
  dotenv('quotes', { '.env': `A="a b"\nB='b$A'\nC=\`c\`\nNAME="x"\n` }, arn('x')),
  dotenv('a comment, export, and spaces', { '.env': '# NAME=no\nexport NAME = x # not this\n' }, arn('x')),
  dotenv('the last of two', { '.env': 'NAME=one\nNAME=two\n' }, arn('two')),
  dotenv('expansion', { '.env': 'A=a\nNAME=${A}-$A-x\n' }, arn('a-a-x')),
  dotenv('expansion of what comes later', { '.env': 'NAME=${A}-x\nA=a\n' }, arn('a-x')),
  dotenv('expansion of what the process has', { '.env': 'NAME=${A}-x\nA=no\n' }, arn('p-x'), { env: { A: 'p' } }),
  dotenv('expansion with a default', { '.env': 'NAME=${A:-fallen}-x\n' }, arn('fallen-x')),
  dotenv('expansion with a short default', { '.env': 'NAME=${A-fallen}-x\n' }, arn('fallen-x')),
  dotenv('expansion of nothing', { '.env': 'NAME=x${A}y\n' }, arn('xy')),
  dotenv('no expansion after a backslash', { '.env': 'NAME=x\\$A\n' }, { none: 'not the ARN' }),
  dotenv('no expansion in single quotes?', { '.env': "A=a\nNAME='x${A}'\n" }, arn('xa')),
  dotenv('a carriage return', { '.env': 'NAME=x\r\nB=y\r\n' }, arn('x')),
  dotenv('several lines in quotes', { '.env': 'A="one\ntwo"\nNAME=x\n' }, arn('x')),
  dotenv('a byte order mark', { '.env': '\uFEFFNAME=x\n' }, arn('x')),
  dotenv('a stage from .env is not found', { '.env': 'S=x\n' }, refused('Value not found at "env"'), {
    parts: { provider: { stage: '${env:S}' } },
  }),
  dotenv('a stage from .env with a fallback is a conflict', { '.env': 'S=x\n' }, refused('resolution conflict'), {
    parts: { provider: { stage: "${env:S, 'dev'}" } },
  }),
  dotenv('a stage with a fallback that .env does not have', { '.env': 'T=x\n' }, arn('demo-fallen-us-east-1-lambdaRole'), {
    parts: { provider: { stage: "${env:S, 'fallen'}" } },
    stage: 'fallen',
  }),
  dotenv('a region from .env', { '.env': 'R=eu-west-1\n' }, arn('demo-dev-eu-west-1-lambdaRole'), {
    parts: { provider: { region: '${env:R}' } },
    region: 'eu-west-1',
  }),
  dotenv('a service from .env', { '.env': 'S=named\n' }, arn('named-dev-us-east-1-lambdaRole'), {
    parts: { service: '${env:S}', provider: {} },
  }),
  dotenv('a variable in .env', { '.env': 'NAME=${self:custom.x}\n' }, none('not the ARN'), { parts: { custom: { x: 'y' } } }),
];
