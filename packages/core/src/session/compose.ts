import path from 'node:path';
import type { Compose, ComposeService } from '../config/index.js';
import { StsError } from '../errors/index.js';
import type { Lookups } from '../lookups/index.js';
import type { Env } from '../source/index.js';
import {
  createResolver,
  envSource,
  fileSource,
  optSource,
  paramSource,
  selfSource,
  slsSource,
  strToBoolSource,
} from '../variables/index.js';
import { fileReader } from './file-reader.js';

interface World {
  compose: Compose;
  service: ComposeService;
  env: Env;
  options: Readonly<Record<string, string>>;
  params: Readonly<Record<string, string>>;
  stage: () => string;
  lookups: Lookups;
  /** Takes note of a file that is read. */
  noteFile: (file: string) => void;
}

/** The parameters that Serverless Compose hands to a service, by name; resolved when one is asked for. */
export function composeParams(world: World): (name: string) => unknown {
  const { compose, service, env, options, lookups, noteFile } = world;
  const dir = path.dirname(compose.file);
  const resolver = createResolver({
    configuration: compose.content,
    fileName: path.basename(compose.file),
    sources: {
      env: envSource(env),
      file: fileSource(dir, fileReader(lookups, noteFile), options),
      opt: optSource(options),
      param: paramSource({ option: world.params, compose: () => undefined }),
      self: selfSource(),
      sls: slsSource(),
      strToBool: strToBoolSource(),
    },
    given: {},
    lookups,
    stage: world.stage,
  });
  return (name) => {
    const value = resolver.whole(['services', service.name, 'params', name]);
    const other = typeof value === 'string' ? /\$\{([\w-]+)\.[\w.-]+\}/.exec(value) : null;
    if (other === null || !compose.services.some((one) => one.name === other[1])) return value;
    throw new StsError({
      code: 'STS_VARIABLE_UNRESOLVED',
      message: `The parameter ${name} of the service ${service.name} (${compose.file}) is ${other[0]}, an output of the service ${other[1]}, which only a deployment tells.`,
      hint: `Give its value: STS_PARAMS='${JSON.stringify({ [name]: '…' })}', or the option params.`,
    });
  };
}
