import { IMAGE } from './bench.js';
import { ACCOUNT } from './outcome.js';

/** What a service is made of, besides its name and its provider's. */
export interface ServiceParts {
  service?: unknown;
  provider?: unknown;
  functions?: unknown;
  [key: string]: unknown;
}

/** The ARN of a role in the account of the tests. */
export function arn(name: string, partition = 'aws'): string {
  return `arn:${partition}:iam::${ACCOUNT}:role/${name}`;
}

/** A service that osls packages: of the function `f` unless others are named, which are all given their image. */
export function service({ provider = {}, functions = { f: {} }, ...rest }: ServiceParts): Record<string, unknown> {
  return {
    service: 'demo',
    provider: isPlain(provider) ? { name: 'aws', ...provider } : provider,
    functions: Array.isArray(functions) ? functions.map(withImages) : withImages(functions),
    ...rest,
  };
}

/** The same as YAML that is written by hand: its first lines, and the function `f` as its last. */
export function yaml(text: string, functions = 'f'): string {
  const named = functions.split(' ').map((name) => `  ${name}:\n    image: ${IMAGE}\n`);
  return `service: demo\n${text.includes('provider:') ? '' : 'provider:\n  name: aws\n'}${text}\nfunctions:\n${named.join('')}`;
}

/** `AWS::IAM::Role` with properties. */
export function roleResource(properties: object): object {
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } };
}

function withImages(functions: unknown): unknown {
  if (!isPlain(functions)) return functions;
  return Object.fromEntries(
    Object.entries(functions).map(([name, one]) => [name, isPlain(one) && !('handler' in one) ? { image: IMAGE, ...one } : one]),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
