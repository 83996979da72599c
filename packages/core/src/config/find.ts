import path from 'node:path';
import { StsError } from '../errors/index.js';
import type { Compose, ComposeService } from './compose.js';
import { kindOf } from './find-file.js';

/** The names of a configuration, in the order in which Serverless looks for them. */
const CONFIG_NAMES: readonly string[] = ['yml', 'yaml', 'json', 'js', 'mjs', 'cjs', 'ts'].map((extension) => `serverless.${extension}`);

/**
 * The absolute path of the configuration: the named one, from `cwd`, or the first that is found in `cwd` or above, be it
 * by its name or because Serverless Compose names it for that folder.
 * @throws `STS_CONFIG_NOT_FOUND`; `STS_CONFIG_UNREADABLE` when the named one is not a file
 */
export function findConfig(cwd: string, named: { file: string; origin: string } | undefined, compose: () => Compose | undefined): string {
  if (named !== undefined) return findNamed(cwd, named);
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const file = inFolder(folder, compose);
    if (file !== undefined) return file;
    if (path.dirname(folder) === folder) break;
  }
  throw notFound(cwd, compose());
}

function inFolder(folder: string, compose: () => Compose | undefined): string | undefined {
  const services = compose()?.services.filter(({ dir }) => dir === folder) ?? [];
  const [service] = services;
  if (services.length > 1) throw severalHere(folder, services);
  if (service?.config !== undefined) {
    return findNamed(folder, {
      file: service.config,
      origin: `services.${service.name}.config in ${path.basename(compose()?.file ?? '')}`,
    });
  }
  const name = CONFIG_NAMES.find((candidate) => kindOf(path.join(folder, candidate)) === 'file');
  return name === undefined ? undefined : path.join(folder, name);
}

function notFound(cwd: string, compose: Compose | undefined): StsError {
  const missing = `There is no Serverless configuration in ${path.resolve(cwd)} or any folder above it`;
  if (compose !== undefined && compose.services.length > 0) {
    return new StsError({
      code: 'STS_CONFIG_NOT_FOUND',
      message: `${missing}, but ${compose.file}, which has ${compose.services.length === 1 ? 'one service' : `${compose.services.length} services`}.`,
      hint: ['Start in the folder of one of them, or name it:', ...choices(cwd, compose.services)].join('\n'),
    });
  }
  return new StsError({
    code: 'STS_CONFIG_NOT_FOUND',
    message: `${missing}.`,
    hint: [
      `Looked for ${CONFIG_NAMES.join(', ')}.`,
      'Name it, from the same folder, with the option config or in the environment: STS_CONFIG=path/to/serverless.yml',
    ].join('\n'),
  });
}

function severalHere(folder: string, services: readonly ComposeService[]): StsError {
  return new StsError({
    code: 'STS_CONFIG_NOT_FOUND',
    message: `${folder} is the folder of ${services.length} services of Serverless Compose: ${services.map(({ name }) => name).join(', ')}.`,
    hint: ['Name the configuration of one of them:', ...choices(folder, services)].join('\n'),
  });
}

function choices(cwd: string, services: readonly ComposeService[]): string[] {
  return services.map(({ name, dir, config }) => {
    const file = config ?? CONFIG_NAMES.map((candidate) => path.join(dir, candidate)).find((candidate) => kindOf(candidate) === 'file');
    return file === undefined
      ? `  ${name}: ${dir} (no configuration there)`
      : `  ${name}: STS_CONFIG=${path.relative(path.resolve(cwd), file)}`;
  });
}

function findNamed(cwd: string, named: { file: string; origin: string }): string {
  const file = path.resolve(cwd, named.file);
  const kind = kindOf(file);
  if (kind === 'file') return file;
  const found = kind === 'none' ? undefined : 'is not a file';
  throw new StsError({
    code: found === undefined ? 'STS_CONFIG_NOT_FOUND' : 'STS_CONFIG_UNREADABLE',
    message: `The configuration ${named.file} (from ${named.origin}) ${found ?? 'does not exist'}: ${file}`,
    hint: `A relative path starts in ${path.resolve(cwd)}.`,
  });
}
