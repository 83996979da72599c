import { expect, onTestFinished } from 'vitest';
import { templateWithOutputs } from '../src/cloud.js';
import { uniqueName } from '../src/iam.js';
import { ACCOUNT, OTHER_REGION, REGION, roleArn, serviceWithRole, test } from '../src/reader.js';
import { describeLocalStack } from '../src/test.js';

const stack = uniqueName('network');
const bucket = uniqueName('settings');
const fallback = roleArn('fallback');

describeLocalStack('a role from an output of a stack', () => {
  test.beforeAll(async ({ cloud, otherCloud }) => {
    await Promise.all([
      cloud.stack(stack, templateWithOutputs({ RoleArn: { value: roleArn('from-output') } })),
      otherCloud.stack(stack, templateWithOutputs({ RoleArn: { value: roleArn('from-the-other-region') } })),
    ]);
  });

  test.for([
    ['of the service’s region', `\${cf:${stack}.RoleArn}`, 'from-output', 'CloudFormation'],
    ['of another region', `\${cf(${OTHER_REGION}):${stack}.RoleArn}`, 'from-the-other-region', `CloudFormation in ${OTHER_REGION}`],
  ] as const)('%s', async ([, role, expected, asks], { reader }) => {
    const { target, requests, loaded } = await reader.read(serviceWithRole(role));

    expect(target?.roleArn).toBe(roleArn(expected));
    expect(requests).toEqual(['cloudformation.DescribeStacks']);
    expect(loaded).toEqual(['client-cloudformation']);
    expect(target?.explanation.answers.flatMap(({ lookups }) => lookups)).toEqual([
      { what: `The output RoleArn of the stack ${stack}`, asks },
    ]);
  });

  test.for([
    ['a stack', `${stack}-none.RoleArn`],
    ['an output', `${stack}.None`],
  ] as const)('the fallback counts for %s that is not there', async ([, address], { reader }) => {
    const outcome = await reader.read(serviceWithRole(`\${cf:${address}, '${fallback}'}`));
    expect(outcome.target?.roleArn, outcome.output).toBe(fallback);
  });
});

describeLocalStack('a role from S3', () => {
  test.beforeAll(({ cloud }) => cloud.object(bucket, 'roles/orders.txt', roleArn('from-object')));

  test('is the text of an object', async ({ reader }) => {
    const { target, requests, loaded } = await reader.read(serviceWithRole(`\${s3:${bucket}/roles/orders.txt}`));

    expect(target?.roleArn).toBe(roleArn('from-object'));
    expect(requests).toEqual(['s3.GetObject']);
    expect(loaded).toEqual(['client-s3']);
    expect(target?.explanation.answers.flatMap(({ lookups }) => lookups)).toEqual([
      { what: `The object roles/orders.txt of the bucket ${bucket}`, asks: 'S3' },
    ]);
  });

  test('without such an object the fallback counts', async ({ reader }) => {
    const outcome = await reader.read(serviceWithRole(`\${s3:${bucket}/none, '${fallback}'}`));
    expect(outcome.target?.roleArn, outcome.output).toBe(fallback);
  });

  test('without such a bucket no fallback counts: the error says what S3 answered', async ({ reader }) => {
    const { error, output } = await reader.read(serviceWithRole(`\${s3:${bucket}-none/key, '${fallback}'}`));

    expect(error?.code).toBe('STS_LOOKUP_FAILED');
    expect(error?.message).toMatch(
      new RegExp(`^The object key of the bucket ${bucket}-none could not be had from S3 \\(${REGION}, endpoint \\S+\\): NoSuchBucket`),
    );
    expect(error?.hint).toContain('s3:GetObject');
    expect(output).not.toContain(reader.user.secretAccessKey);
  });
});

describeLocalStack('a role with the account and region', () => {
  const role = 'arn:aws:iam::${aws:accountId}:role/orders-${aws:region}';

  test('asks STS once, and the next process not at all', async ({ reader }) => {
    const first = await reader.read(serviceWithRole(role));
    const cached = await reader.consumer.project.list('node_modules/.cache/sts');
    const second = await reader.read(serviceWithRole(role), { keepCache: true });

    for (const { target } of [first, second]) {
      expect(target).toMatchObject({ roleArn: roleArn(`orders-${REGION}`), accountId: ACCOUNT });
      expect(target?.explanation.answers.flatMap(({ lookups }) => lookups)).toEqual([
        { what: 'The account of the source credentials', asks: 'STS' },
      ]);
    }
    expect([first.requests, second.requests]).toEqual([['sts.GetCallerIdentity'], []]);
    expect(cached).toEqual([expect.stringMatching(/\.account\.json$/)]);
  });

  test('region alone asks nobody', async ({ reader }) => {
    const { target, requests } = await reader.read(serviceWithRole(roleArn('orders-${aws:region}')));
    expect([target?.roleArn, requests]).toEqual([roleArn(`orders-${REGION}`), []]);
  });
});

describeLocalStack('an environment from .env', () => {
  test('says what is asked for, and with which keys', async ({ reader, cloud }) => {
    const name = `/${uniqueName('orders')}/role`;
    await cloud.parameter(name, roleArn('from-dotenv'));
    const { accessKeyId, secretAccessKey } = reader.user;
    const lines = [`ROLE_PARAMETER=${name}`, `AWS_ACCESS_KEY_ID=${accessKeyId}`, `AWS_SECRET_ACCESS_KEY=${secretAccessKey}`];
    await reader.consumer.project.write('.env', lines.join('\n'));
    onTestFinished(() => reader.consumer.project.write('.env', ''));

    const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const outcome = await reader.read(serviceWithRole('${ssm:${env:ROLE_PARAMETER}}', { useDotenv: true }), { env });

    expect(outcome.target?.roleArn, outcome.output).toBe(roleArn('from-dotenv'));
    expect(outcome.output).not.toContain(secretAccessKey);
  });
});
