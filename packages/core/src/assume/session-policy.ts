import path from 'node:path';
import { readTextFile } from '../config/index.js';
import { StsError, toCause } from '../errors/index.js';
import { isObject } from '../options/index.js';
import type { PolicyPart, PolicyText } from './policy-document.js';

/**
 * The session policy of an object or a file, minified; statements keep the places they have there.
 * @param baseDir where a path starts: the configuration's folder
 * @throws `STS_POLICY_INVALID`
 */
export function readSessionPolicy(policy: Record<string, unknown> | string, baseDir: string, from: string): PolicyText {
  const document = typeof policy === 'string' ? parse(policy, baseDir, from) : policy;
  return { text: JSON.stringify(document), parts: partsOf(document) };
}

function partsOf(document: unknown): PolicyPart[] {
  const written = isObject(document) ? document['Statement'] : undefined;
  const isList = Array.isArray(written);
  const statements: unknown[] = isList ? written : [written];
  return statements.filter(isObject).map((statement, index) => {
    const sid = statement['Sid'];
    const named = typeof sid === 'string' ? ` (Sid ${JSON.stringify(sid)})` : '';
    return { path: `Statement${isList ? `[${index}]` : ''}${named}`, size: JSON.stringify(statement).length };
  });
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
