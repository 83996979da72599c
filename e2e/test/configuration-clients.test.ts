import { expect, onTestFinished } from 'vitest';
import { Reader, REGION, roleArn, serviceWithRole, test } from '../src/reader.js';
import { startRefusingService } from '../src/refusing-service.js';
import { describeLocalStack } from '../src/test.js';

const FROM_SSM = serviceWithRole("${ssm:/orders/role, 'arn:aws:iam::333333333333:role/fallback'}");
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1';

describeLocalStack('a look-up that fails', () => {
  test('is told with what was asked, of whom, and why it was refused', async ({ reader }) => {
    const message = `User: ${reader.user.arn} is not authorized to perform: ssm:GetParameter with ${reader.user.secretAccessKey}`;
    const ssm = await startRefusingService({ code: 'AccessDeniedException', message });
    onTestFinished(() => ssm.close());

    const { error, output } = await reader.read(FROM_SSM, { env: { AWS_ENDPOINT_URL_SSM: ssm.url } });

    expect(error?.code).toBe('STS_LOOKUP_FAILED');
    expect(error?.message).toContain(
      `The parameter /orders/role could not be had from SSM (${REGION}, endpoint ${ssm.url}): AccessDeniedException: User: `,
    );
    expect(error?.hint).toContain('AWS_ACCESS_KEY_ID');
    expect(error?.hint).toContain('ssm:GetParameter, and kms:Decrypt');
    expect(output).not.toContain(reader.user.secretAccessKey);
  });

  test.for([
    ['SSM', '${ssm:/orders/role}', 'AWS_ENDPOINT_URL_SSM', 'The parameter /orders/role could not be had from SSM'],
    [
      'CloudFormation',
      '${cf:network.Role}',
      'AWS_ENDPOINT_URL_CLOUDFORMATION',
      'The output Role of the stack network could not be had from C',
    ],
    ['S3', '${s3:settings/role}', 'AWS_ENDPOINT_URL_S3', 'The object role of the bucket settings could not be had from S3'],
    [
      'STS',
      'arn:aws:iam::${aws:accountId}:role/x',
      'AWS_ENDPOINT_URL_STS',
      'The account of the source credentials could not be had from STS',
    ],
  ] as const)('says so where %s cannot be reached', async ([, role, variable, message], { reader }) => {
    const { error, output } = await reader.read(serviceWithRole(role), { env: { [variable]: NOWHERE } });

    expect(error?.code, output).toBe('STS_LOOKUP_FAILED');
    expect(error?.message).toContain(message);
    expect(error?.message).toContain('ECONNREFUSED');
    expect(output).not.toContain(reader.user.secretAccessKey);
  });

  test('is gone round by the option variables, without a request', async ({ reader }) => {
    const STS_VARIABLES = JSON.stringify({ 'ssm:/orders/role': roleArn('given') });
    const outcome = await reader.read(FROM_SSM, { env: { STS_VARIABLES, AWS_ENDPOINT_URL_SSM: NOWHERE } });
    expect(outcome).toMatchObject({ target: { roleArn: roleArn('given') }, requests: [], loaded: [] });
  });
});

describeLocalStack('the clients of the SDK', () => {
  test('are not loaded where the role needs none of them', async ({ reader }) => {
    const unrelated = { ssm: '${ssm:/nobody/needs/this}', cf: '${cf:nobody.Needs}', s3: '${s3:nobody/needs}' };
    const outcome = await reader.read(serviceWithRole(roleArn('plain'), { custom: unrelated }));
    expect(outcome).toMatchObject({ target: { roleArn: roleArn('plain') }, requests: [], loaded: [] });
  });

  test('are named where they are needed and missing, and only there', async ({ localStack }) => {
    const reader = await Reader.install(localStack, {});
    onTestFinished(() => reader.consumer.remove());

    for (const [role, client] of [
      ["${ssm:/orders/role, 'a fallback'}", '@aws-sdk/client-ssm'],
      ["${cf:network.Role, 'a fallback'}", '@aws-sdk/client-cloudformation'],
      ["${s3:settings/role, 'a fallback'}", '@aws-sdk/client-s3'],
    ] as const) {
      const { error, requests, output } = await reader.read(serviceWithRole(role));
      expect(error?.code, output).toBe('STS_CLIENT_MISSING');
      expect(error?.message).toContain(client);
      expect(error?.hint).toContain(`npm install --save-dev ${client}`);
      expect(requests).toEqual([]);
    }
    const { target } = await reader.read(serviceWithRole('arn:aws:iam::${aws:accountId}:role/x'));
    expect(target?.roleArn).toBe(roleArn('x'));
  });
});
