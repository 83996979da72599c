import path from 'node:path';
import { readTextFile } from '../config/index.js';
import { StsError, toCause } from '../errors/index.js';

/** AWS STS API reference, AssumeRole: plain text of the inline session policy. */
const MAX_CHARACTERS = 2048;

/**
 * The session policy as STS takes it, minified.
 * @param baseDir where a path starts: the configuration's folder
 * @throws `STS_POLICY_INVALID`, `STS_POLICY_TOO_LARGE`
 */
export function readSessionPolicy(policy: Record<string, unknown> | string, baseDir: string, from: string): string {
  const document = typeof policy === 'string' ? parse(policy, baseDir, from) : policy;
  const text = JSON.stringify(document);
  if (text.length > MAX_CHARACTERS) {
    throw new StsError({
      code: 'STS_POLICY_TOO_LARGE',
      message: `The session policy (from ${from}) has ${text.length} characters when minified; STS takes ${MAX_CHARACTERS}.`,
      hint: 'Use fewer or shorter statements, or managed policies: policyArns.',
    });
  }
  return text;
}

/** Not what would block, or never end. */
function textOf(file: string): string {
  const text = readTextFile(file);
  if (text === undefined) throw new Error('There is no such file.');
  return text;
}

function parse(policy: string, baseDir: string, from: string): unknown {
  const isText = policy.trimStart().startsWith('{');
  const file = path.resolve(baseDir, policy);
  try {
    return JSON.parse(isText ? policy : textOf(file));
  } catch (error) {
    throw new StsError({
      code: 'STS_POLICY_INVALID',
      message: isText
        ? `The session policy (from ${from}) is not well-formed JSON.`
        : `The session policy ${file} (from ${from}) cannot be read as JSON.`,
      hint: 'It is a policy document: { "Version": "2012-10-17", "Statement": […] }. A relative path starts in the folder of the configuration.',
      cause: toCause(error),
    });
  }
}
