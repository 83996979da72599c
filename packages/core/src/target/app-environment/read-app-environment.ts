import { isStsError, type StsErrorCode, StsError } from '../../errors/index.js';
import { Pending } from '../../lookups/index.js';
import { isObject } from '../../options/index.js';
import type { Evaluator } from '../cloudformation.js';
import { functionPlaces, requireFunction } from '../functions.js';
import { coerced, isSet, keyOf, type TargetInput } from '../questions.js';
import { NotKnown } from '../resources/not-known.js';
import { resourceEvaluator } from '../resources/references.js';
import { withAccount } from '../resources/with-account.js';
import type { Target } from '../types.js';
import { type AppEnvironment, type LeftOut, NO_APP_ENVIRONMENT } from './types.js';

/** Serverless's schema for the names (osls 4.3, `awsLambdaEnvironment`). */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What a value cannot be known for, without the configuration being wrong. */
const NOT_KNOWN_HERE: ReadonlySet<StsErrorCode> = new Set([
  'STS_VARIABLE_UNRESOLVED',
  'STS_VARIABLE_UNSUPPORTED',
  'STS_LOOKUP_FAILED',
  'STS_CLIENT_MISSING',
]);

/** Why a variable does not belong into the tests, if it does not. */
type Unfit = (name: string, value: string) => string | undefined;

type Answer<T> = { value: T } | { reason: string };

/**
 * The variables that `provider.environment` and the environment of a function give to the code, as the option
 * `environment` wants them; the function's come before the provider's. Nothing is asked of AWS for them: what only AWS
 * knows is left out, and listed.
 * @param unfit says of a variable why it does not belong into the tests, if it does not
 * @throws `STS_FUNCTION_UNKNOWN`, `STS_CONFIG_NOT_FOUND`, and what variables throw that are wrong rather than without a value
 */
export function readAppEnvironment(input: TargetInput, target: Target, unfit: Unfit): AppEnvironment {
  const { environment } = input.options.values;
  if (environment === undefined || environment === false) return NO_APP_ENVIRONMENT;
  requireConfig(input);
  const reader = new Reader(withAccount(input, target.accountId), target, unfit);
  for (const place of placesOf(input, environment)) reader.read(place);
  return reader.environment();
}

function requireConfig({ config, options }: TargetInput): void {
  if (config !== undefined) return;
  throw new StsError({
    code: 'STS_CONFIG_NOT_FOUND',
    message: `The option environment (from ${options.origin('environment')}) wants the variables of a Serverless configuration, and there is none.`,
    hint: 'Name the file (config, STS_CONFIG), or take the option away.',
  });
}

/** The blocks, each of which overrides those before it. */
function placesOf(input: TargetInput, environment: string | true): string[][] {
  const option = environment === true ? 'function' : 'environment';
  const name = environment === true ? input.options.values.function : environment;
  const provider = ['provider', 'environment'];
  if (name === undefined) return [provider];
  requireFunction(input, name, option);
  const places = functionPlaces(input, name).toReversed();
  return [provider, ...places.map((place) => [...place, 'environment'])];
}

class Reader {
  private readonly input: TargetInput;
  private readonly evaluator: Evaluator;
  private readonly unfit: Unfit;
  /** By name; what overrides another takes its place, whether it is known or not. */
  private readonly found = new Map<string, { value: string } | LeftOut>();
  private path: readonly string[] = [];

  constructor(input: TargetInput, target: Target, unfit: Unfit) {
    this.input = input;
    this.unfit = unfit;
    this.evaluator = resourceEvaluator(input, target, () => keyOf(input, ...this.path));
  }

  read(place: readonly string[]): void {
    const block = this.attempt(place, () => this.input.resolver.value(place));
    if ('reason' in block) this.leaveOut(place.join('.'), place, block.reason);
    else if (isObject(block.value)) for (const name of Object.keys(block.value)) this.readVariable(name, [...place, name]);
    else if (isSet(block.value)) this.leaveOut(place.join('.'), place, 'is not an object of variables');
  }

  environment(): AppEnvironment {
    const entries = [...this.found];
    return {
      variables: Object.fromEntries(entries.flatMap(([name, one]) => ('value' in one ? [[name, one.value]] : []))),
      leftOut: entries.flatMap(([, one]) => ('reason' in one ? [one] : [])),
    };
  }

  private readVariable(name: string, place: readonly string[]): void {
    this.found.delete(name);
    if (!NAME.test(name) || name === '__proto__') return this.leaveOut(name, place, 'is no name of a variable');
    const answer = this.attempt(place, () => this.text(place));
    if ('reason' in answer) return this.leaveOut(name, place, answer.reason);
    if (answer.value === undefined) return;
    const reason = this.unfit(name, answer.value);
    if (reason === undefined) this.found.set(name, { value: answer.value });
    else this.leaveOut(name, place, reason);
  }

  /** `undefined` for null and `AWS::NoValue`: the code does not have the variable then. */
  private text(place: readonly string[]): string | undefined {
    const written = coerced(this.input.resolver.whole(place));
    return isSet(written) ? this.evaluator.text(written) : undefined;
  }

  private attempt<T>(place: readonly string[], read: () => T): Answer<T> {
    this.path = place;
    try {
      return { value: read() };
    } catch (error) {
      const reason = whyNotKnown(error);
      if (reason === undefined) throw error;
      return { reason };
    }
  }

  private leaveOut(name: string, place: readonly string[], reason: string): void {
    this.found.set(name, { name, from: keyOf(this.input, ...place), reason });
  }
}

/** `undefined` where the reading itself has to stop: for an error, or to wait for what is local. */
function whyNotKnown(error: unknown): string | undefined {
  if (error instanceof NotKnown) return error.message;
  if (error instanceof Pending) {
    const { asks, what } = error.question;
    return asks === undefined ? undefined : `needs an answer of ${asks} (${what})`;
  }
  return isStsError(error) && NOT_KNOWN_HERE.has(error.code) ? error.message.split('\n')[0] : undefined;
}
