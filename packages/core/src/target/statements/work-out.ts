import { StsError } from '../../errors/index.js';
import { isObject } from '../../options/index.js';
import type { Evaluator } from '../cloudformation.js';
import type { TargetInput } from '../questions.js';
import { listed } from './listed.js';
import { NotKnown } from '../resources/not-known.js';
import { type Place, resourceEvaluator } from '../resources/references.js';

/** In place of what is not known, until that is told. */
const UNKNOWN = 'unknown';

interface Gap {
  path: string;
  fault: NotKnown;
}

/** Works out what is written in statements, and gathers what cannot be known. */
export class WorkOut {
  private readonly input: TargetInput;
  private readonly evaluator: Evaluator;
  private readonly gaps: Gap[] = [];
  private path = '';

  constructor(input: TargetInput, place: Place) {
    this.input = input;
    this.evaluator = resourceEvaluator(input, place, () => this.path);
  }

  /** A value that may be a function; what is inside stays as it is. `undefined` for `AWS::NoValue` and what is not known. */
  outer(value: unknown, path: string): unknown {
    return this.tried(path, () => this.evaluator.value(value)) ?? undefined;
  }

  /** A value with everything inside it worked out. `AWS::NoValue` is left out, as CloudFormation does. */
  whole(value: unknown, path: string): unknown {
    const result = this.tried(path, () => this.evaluator.value(value), UNKNOWN);
    if (Array.isArray(result)) {
      return result.map((item, index) => this.whole(item, `${path}[${index}]`)).filter((item) => item !== undefined);
    }
    if (!isObject(result)) return result;
    const entries = Object.entries(result).map(([key, item]) => [key, this.whole(item, `${path}.${key}`)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  /** Whether a resource is there at all: it may depend on a condition. */
  isThere(logicalId: string): boolean {
    const condition = this.evaluator.template.conditionOf(logicalId);
    if (condition === undefined) return true;
    return this.tried(`the condition of ${logicalId}`, () => this.evaluator.holds(String(condition))) ?? false;
  }

  /**
   * Tells all that is not known.
   * @throws `STS_STATEMENTS_UNKNOWN`
   */
  finish(): void {
    if (this.gaps.length === 0) return;
    const lines = listed([...new Set(this.gaps.map(({ path, fault }) => `${path} ${fault.message}`))]);
    const remedies = [...new Set(this.gaps.flatMap(({ fault }) => fault.remedy ?? []))];
    throw new StsError({
      code: 'STS_STATEMENTS_UNKNOWN',
      message: `What the role may do refers to what is not known here (${this.input.config?.name ?? 'the configuration'}):\n${lines}`,
      hint: [
        ...(remedies.length === 0 ? [] : [`To make it known: ${remedies.join('; ')}.`]),
        'Nothing is put in its place, and no statement is left out. Or give a policy of your own: sessionPolicy with the path of a JSON file.',
      ].join('\n'),
    });
  }

  private tried<T>(path: string, attempt: () => T, instead?: T): T | undefined {
    this.path = path;
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      this.gaps.push({ path, fault: error });
      return instead;
    }
  }
}
