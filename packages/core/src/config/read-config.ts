import path from 'node:path';
import { StsError } from '../errors/index.js';
import { readDataFile, unsupportedCode } from './read-file.js';

/** A Serverless configuration as read: variables are not resolved. */
export interface Config {
  /** Absolute path. */
  file: string;
  /** Its name, for messages. */
  name: string;
  /** The service's folder, absolute. */
  dir: string;
  content: Record<string, unknown>;
}

/**
 * Reads the configuration.
 * @throws `STS_CONFIG_UNREADABLE`, `STS_CONFIG_INVALID`, `STS_CONFIG_UNSUPPORTED`, `STS_CONFIG_NOT_FOUND`
 */
export function readConfig(file: string): Config {
  const name = path.basename(file);
  if (!/\.(?:ya?ml|json)$/.test(name)) throw unsupportedCode(file);
  const found = readDataFile(file);
  if (found === undefined) {
    throw new StsError({ code: 'STS_CONFIG_NOT_FOUND', message: `${file} has gone.`, hint: 'It was there a moment ago: try again.' });
  }
  const { content } = found;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StsError({
      code: 'STS_CONFIG_INVALID',
      message: `${file} holds ${describe(content)} where a service should be described.`,
      hint: 'It begins with keys such as service:, provider: and functions:.',
    });
  }
  return { file, name, dir: path.dirname(file), content: content as Record<string, unknown> };
}

function describe(content: unknown): string {
  if (content === undefined || content === null) return 'nothing';
  return Array.isArray(content) ? 'a list' : `a ${typeof content}`;
}
