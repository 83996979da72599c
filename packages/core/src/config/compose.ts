import path from 'node:path';
import { StsError } from '../errors/index.js';
import { isObject } from '../options/index.js';
import { awaitedExportsOf } from './awaited.js';
import { isCode, type Loading } from './code.js';
import { kindOf } from './find-file.js';
import { readDataFile } from './read-file.js';

const NAMES: readonly string[] = ['yml', 'yaml', 'json', 'js', 'ts'].map((extension) => `serverless-compose.${extension}`);

/** A configuration of Serverless Compose. */
export interface Compose {
  /** Absolute path. */
  file: string;
  content: Record<string, unknown>;
  services: ComposeService[];
}

/** One of its services. */
export interface ComposeService {
  name: string;
  /** Its folder, absolute. */
  dir: string;
  /** Its configuration, absolute, where one is named. */
  config: string | undefined;
}

/**
 * The configuration of Serverless Compose in a folder or the nearest above, if there is one.
 * @throws as `readConfig` does
 */
export function findCompose(from: string, loading: Loading): Compose | undefined {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const name = NAMES.find((candidate) => kindOf(path.join(folder, candidate)) === 'file');
    if (name !== undefined) return readCompose(path.join(folder, name), loading);
    if (path.dirname(folder) === folder) return undefined;
  }
}

/** The service of a compose file that a configuration belongs to. */
export function serviceOf(compose: Compose | undefined, configFile: string): ComposeService | undefined {
  const here = compose?.services.filter(({ dir }) => dir === path.dirname(configFile)) ?? [];
  return here.find(({ config }) => config === configFile) ?? here.find(({ config }) => config === undefined);
}

function readCompose(file: string, loading: Loading): Compose {
  const program = isCode(file) ? awaitedExportsOf(file, loading) : undefined;
  const content = program === undefined ? readDataFile(file)?.content : loading.lookups.need(program);
  const services = isObject(content) ? (content['services'] ?? {}) : undefined;
  if (!isObject(content) || !isObject(services)) {
    throw new StsError({
      code: 'STS_CONFIG_INVALID',
      message: `${file} holds no services.`,
      hint: 'It has a key services:, with the name of each service and its path:. To do without it, name the configuration: STS_CONFIG=path/to/serverless.yml',
    });
  }
  return { file, content, services: Object.entries(services).flatMap(([name, service]) => serviceIn(path.dirname(file), name, service)) };
}

function serviceIn(root: string, name: string, service: unknown): ComposeService[] {
  if (!isObject(service) || typeof service['path'] !== 'string') return [];
  const dir = path.resolve(root, service['path']);
  const { config } = service;
  return [{ name, dir, config: typeof config === 'string' && config !== '' ? path.resolve(dir, config) : undefined }];
}
