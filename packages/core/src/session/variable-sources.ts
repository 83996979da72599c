import type { Config } from '../config/index.js';
import type { Lookups } from '../lookups/index.js';
import type { Env } from '../source/index.js';
import {
  awsSource,
  cfSource,
  envSource,
  fileSource,
  gitSource,
  optSource,
  paramSource,
  s3Source,
  selfSource,
  type Services,
  slsSource,
  ssmSource,
  strToBoolSource,
  type VariableSource,
} from '../variables/index.js';
import { fileReader } from './file-reader.js';

interface World {
  config: Config | undefined;
  env: Env;
  /** What the command line of Serverless would have: stage and region. */
  options: Readonly<Record<string, string>>;
  params: Readonly<Record<string, string>>;
  composeParam: (name: string) => unknown;
  services: Services;
  lookups: Lookups;
  region: () => string;
  /** Takes note of a file that is read. */
  noteFile: (file: string) => void;
}

/** All sources of variables, by type. */
export function variableSources(world: World): Record<string, VariableSource> {
  const { config, options, services, lookups, noteFile } = world;
  const dir = config?.dir ?? '.';
  const file = fileSource(dir, fileReader(lookups, noteFile), options);
  return {
    env: envSource(world.env),
    file,
    opt: optSource(options),
    self: selfSource(),
    sls: slsSource(),
    strToBool: strToBoolSource(),
    param: paramSource({ option: world.params, compose: world.composeParam }),
    aws: awsSource(services, world.region),
    ssm: ssmSource(services),
    cf: cfSource(services),
    s3: s3Source(services),
    git: gitSource(dir),
  };
}
