import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import vm from 'node:vm';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { formatError, isStsError, redact, showKeyId, StsError, toCause } from './index.js';

const ERROR = { code: 'STS_ROLE_MISSING', message: 'No role.', hint: 'Name it:\n\nrole: arn' } as const;

describe('an StsError', () => {
  test('is an Error with code, message, hint and cause', () => {
    const cause = new Error('why');
    const error = new StsError({ ...ERROR, cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'StsError', ...ERROR, cause });
    expect(String(error)).toBe('StsError: No role.');
  });

  test('without hint and cause has none', () => {
    const error = new StsError({ code: 'STS_INTERNAL', message: 'x' });
    expect(error.hint).toBeUndefined();
    expect('cause' in error).toBe(false);
  });

  test('reads as code, message and indented hint', () => {
    expect(formatError(new StsError(ERROR))).toBe('STS_ROLE_MISSING: No role.\n\n  Name it:\n\n  role: arn');
    expect(formatError(new StsError({ code: 'STS_INTERNAL', message: 'x' }))).toBe('STS_INTERNAL: x');
    expect(formatError(new Error('plain'))).toBe('plain');
    expect(formatError('text')).toBe('text');
  });
});

describe('isStsError', () => {
  test('knows the code', () => {
    const error: unknown = new StsError(ERROR);
    expect(isStsError(error)).toBe(true);
    expect(isStsError(error, 'STS_ROLE_MISSING')).toBe(true);
    expect(isStsError(error, 'STS_TIMEOUT')).toBe(false);
  });

  test.each([undefined, null, 'STS_ROLE_MISSING', 7, {}, new Error('x'), { code: 'STS_ROLE_MISSING', name: 'StsError' }])(
    'says no to %o',
    (value) => {
      expect(isStsError(value)).toBe(false);
    },
  );

  test('works across realms, where instanceof fails', async () => {
    await using bundle = await rolldown({ input: fileURLToPath(new URL('sts-error.ts', import.meta.url)) });
    const { output } = await bundle.generate({ format: 'cjs' });
    const other = vm.runInNewContext(`const module = { exports: {} }, exports = module.exports; ${output[0].code}; module.exports`) as {
      StsError: typeof StsError;
      isStsError: typeof isStsError;
    };
    const theirs: unknown = new other.StsError(ERROR);
    expect(theirs).not.toBeInstanceOf(StsError);
    expect(theirs).not.toBeInstanceOf(Error);
    expect(isStsError(theirs, 'STS_ROLE_MISSING')).toBe(true);
    expect(other.isStsError(new StsError(ERROR), 'STS_ROLE_MISSING')).toBe(true);
  });
});

describe('redaction', () => {
  test('takes given values, key ids, tokens and signatures out', () => {
    const text =
      'key AKIAIOSFODNN7EXAMPLE and ASIAIOSFODNN7EXAMPL2, secret s3cr3t+/x, Credential=AKIA/2026, Signature=abcdef; x-amz-security-token:FwoGtoken==';
    expect(redact(text, ['s3cr3t+/x'])).toBe(
      'key …MPLE and …MPL2, secret [redacted], Credential=[redacted], Signature=[redacted]; x-amz-security-token:[redacted]',
    );
  });

  test('an empty secret takes nothing out', () => {
    expect(redact('text', [''])).toBe('text');
  });

  test('a key id shows its last four characters', () => {
    expect(showKeyId('AKIAIOSFODNN7EXAMPLE')).toBe('…MPLE');
  });
});

describe('the copy of a foreign error', () => {
  const SECRET = 'canary-secret';
  const foreign = Object.assign(new Error(`refused ${SECRET}`, { cause: new Error(`because of ${SECRET}`) }), {
    name: 'AccessDenied',
    code: 'ECONNRESET',
    errno: -104,
    $metadata: { httpStatusCode: 403, requestId: 'r-1' },
    $response: { headers: { authorization: SECRET }, body: { req: { secret: SECRET } } },
    config: { credentials: SECRET },
  });

  test('keeps name, message, stack, plain fields and the request id', () => {
    const copy = toCause(foreign, [SECRET]);
    expect(copy).toMatchObject({
      name: 'AccessDenied',
      message: 'refused [redacted]',
      code: 'ECONNRESET',
      errno: -104,
      status: 403,
      requestId: 'r-1',
    });
    expect(copy.stack).toContain('errors.test.ts');
  });

  test('has the secret nowhere, however deep one looks', () => {
    expect(inspect(foreign, { depth: null, showHidden: true })).toContain(SECRET);
    expect(inspect(toCause(foreign, [SECRET]), { depth: null, showHidden: true })).not.toContain(SECRET);
  });

  test('ends for a chain of causes that has no end, and takes anything', () => {
    const endless = new Error('round');
    endless.cause = endless;
    expect(inspect(toCause(endless), { depth: null })).toContain('round');
    expect(toCause('text').message).toBe('text');
    expect(toCause(undefined).message).toBe('undefined');
    expect(toCause({ name: 'Odd', message: 'from another realm' })).toMatchObject({ name: 'Odd', message: 'from another realm' });
  });
});

test('what a failed command was given and has printed is not shown, nor user and password of a URL', () => {
  expect(redact('It: Command failed: get --key canary\ncanary\n    at canary')).toBe(
    'It: Command failed: what it was given and has printed is not shown',
  );
  expect(redact('at http://me:canary@host:1/x, and https://host/a:b@c')).toBe('at http://[redacted]@host:1/x, and https://host/a:b@c');
});
