import path from 'node:path';
import type { Compose, ComposeService } from '../config/index.js';
import { StsError } from '../errors/index.js';
import { createResolver } from '../variables/index.js';
import { type LocalWorld, localSources } from './variable-sources.js';

interface World extends Omit<LocalWorld, 'dir' | 'composeParam'> {
  compose: Compose;
  service: ComposeService;
  stage: () => string;
}

/** The parameters that Serverless Compose hands to a service, by name; resolved when one is asked for. */
export function composeParams(world: World): (name: string) => unknown {
  const { compose, service, lookups } = world;
  const resolver = createResolver({
    configuration: compose.content,
    fileName: path.basename(compose.file),
    sources: localSources({ ...world, dir: path.dirname(compose.file), composeParam: () => undefined }),
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
