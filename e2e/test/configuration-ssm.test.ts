import { expect } from 'vitest';
import { uniqueName } from '../src/iam.js';
import { OTHER_REGION, REGION, roleArn, serviceWithRole, test } from '../src/reader.js';
import { describeLocalStack } from '../src/test.js';

const base = `/${uniqueName('orders')}`;
const secret = uniqueName('orders-secret');
const fallback = roleArn('fallback');

/** The role whose name is that value. */
function named(value: string): string {
  return roleArn(`\${self:custom.${value}, 'fallback'}`);
}

describeLocalStack('a role from SSM', () => {
  test.beforeAll(async ({ cloud, otherCloud }) => {
    await cloud.parameter(`${base}/text`, roleArn('from-text'));
    await otherCloud.parameter(`${base}/text`, roleArn('from-the-other-region'));
    await cloud.parameter(`${base}/list`, 'first,second', 'StringList');
    await cloud.parameter(`${base}/secure`, roleArn('from-secure'), 'SecureString');
    await cloud.parameter(`${base}/json`, JSON.stringify({ role: 'from-json' }), 'SecureString');
    await cloud.stack(secret, {
      Resources: {
        Secret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { Name: secret, SecretString: JSON.stringify({ role: 'from-a-secret' }) },
        },
      },
    });
  });

  test('a text takes one request, and the explanation tells of it', async ({ reader }) => {
    const variable = `\${ssm:${base}/text}`;
    const { target, requests, loaded } = await reader.read(`service: orders
provider:
  name: aws
  region: ${REGION}
  iam:
    role: ${variable}
`);

    expect(target?.roleArn).toBe(roleArn('from-text'));
    expect(requests).toEqual(['ssm.GetParameter']);
    expect(loaded).toEqual(['client-ssm']);
    const place = { file: reader.consumer.project.path('serverless.yml'), line: 6, column: 5 };
    expect(target?.explanation.answers).toContainEqual({
      what: 'role',
      value: roleArn('from-text'),
      from: 'provider.iam.role in serverless.yml',
      place,
      variables: [{ at: 'provider.iam.role', text: variable, answeredBy: `ssm:${base}/text`, place }],
      lookups: [{ what: `The parameter ${base}/text`, asks: 'SSM' }],
    });
    expect(target?.explanation.text).toMatch(new RegExp(`SSM was asked.* parameter ${base}/text`));
  });

  test('one in another region is asked for there', async ({ reader }) => {
    const { target } = await reader.read(serviceWithRole(`\${ssm(${OTHER_REGION}):${base}/text}`));

    expect(target?.roleArn).toBe(roleArn('from-the-other-region'));
    expect(target?.region).toBe(REGION);
    expect(target?.explanation.answers.flatMap(({ lookups }) => lookups)).toEqual([
      { what: `The parameter ${base}/text`, asks: `SSM in ${OTHER_REGION}` },
    ]);
  });

  test('several uses of one take one request', async ({ reader }) => {
    const custom = { text: `\${ssm:${base}/text}`, again: `\${ssm:${base}/text}` };
    const { target, requests } = await reader.read(serviceWithRole('${self:custom.again, self:custom.text}', { custom }));

    expect(target?.roleArn).toBe(roleArn('from-text'));
    expect(requests).toEqual(['ssm.GetParameter']);
  });

  test.for([
    ['a list is a list', `\${ssm:${base}/list}`, 'names.1', 'second'],
    ['a list as it is kept is a text', `\${ssm(raw):${base}/list}`, 'names', 'first,second'],
    ['what is secure is decrypted, and JSON read', `\${ssm:${base}/json}`, 'names.role', 'from-json'],
    ['JSON as it is kept is a text', `\${ssm(raw):${base}/json}`, 'names.role', 'fallback'],
    ['what is secure stays encrypted', `\${ssm(noDecrypt):${base}/json}`, 'names.role', 'fallback'],
    ['words and region stand together', `\${ssm(${REGION}, raw):${base}/list}`, 'names', 'first,second'],
    ['a secret is read through SSM', `\${ssm:/aws/reference/secretsmanager/${secret}}`, 'names.role', 'from-a-secret'],
  ] as const)('%s', async ([, names, value, expected], { reader }) => {
    const outcome = await reader.read(serviceWithRole(named(value), { custom: { names } }));

    expect(outcome.target?.roleArn, outcome.output).toBe(roleArn(expected));
    expect(outcome.requests).toEqual(['ssm.GetParameter']);
  });

  test('what is secure may be the role itself', async ({ reader }) => {
    const { target } = await reader.read(serviceWithRole(`\${ssm:${base}/secure}`));
    expect(target?.roleArn).toBe(roleArn('from-secure'));
  });

  test('where there is none, the fallback counts', async ({ reader }) => {
    const { target, requests } = await reader.read(serviceWithRole(`\${ssm:${base}/none, '${fallback}'}`));

    expect(target?.roleArn).toBe(fallback);
    expect(requests).toEqual(['ssm.GetParameter']);
    expect(target?.explanation.answers.flatMap(({ lookups }) => lookups)).toEqual([{ what: `The parameter ${base}/none`, asks: 'SSM' }]);
  });

  test('where there is neither, the error names the variable', async ({ reader }) => {
    const { error } = await reader.read(serviceWithRole(`\${ssm:${base}/none}`));
    expect(error).toMatchObject({ code: 'STS_VARIABLE_UNRESOLVED', message: expect.stringContaining(`\${ssm:${base}/none}`) });
  });

  test('where a secret is missing, the fallback counts', async ({ reader }) => {
    const outcome = await reader.read(serviceWithRole(`\${ssm:/aws/reference/secretsmanager/${secret}-none, '${fallback}'}`));
    expect(outcome.target?.roleArn, outcome.output).toBe(fallback);
  });
});
