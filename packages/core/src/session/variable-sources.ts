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

/** What the sources need that answer without AWS. */
export interface LocalWorld {
  /** The folder that paths start from. */
  dir: string;
  env: Env;
  /** What the command line of Serverless would have: stage and region. */
  options: Readonly<Record<string, string>>;
  params: Readonly<Record<string, string>>;
  composeParam: (name: string) => unknown;
  lookups: Lookups;
  /** Takes note of a file that is read. */
  noteFile: (file: string) => void;
}

interface World extends LocalWorld {
  services: Services;
  region: () => string;
}

/** The sources that answer without AWS and git, by type: all that Serverless Compose has. */
export function localSources({ dir, env, options, params, composeParam, lookups, noteFile }: LocalWorld): Record<string, VariableSource> {
  return {
    env: envSource(env),
    file: fileSource(dir, fileReader(lookups, noteFile), options),
    opt: optSource(options),
    self: selfSource(),
    sls: slsSource(),
    strToBool: strToBoolSource(),
    param: paramSource({ option: params, compose: composeParam }),
  };
}

/** All sources of variables, by type. */
export function variableSources(world: World): Record<string, VariableSource> {
  const { dir, services, region } = world;
  return {
    ...localSources(world),
    aws: awsSource(services, region),
    ssm: ssmSource(services),
    cf: cfSource(services),
    s3: s3Source(services),
    git: gitSource(dir),
  };
}
