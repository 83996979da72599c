import { StsError } from '../errors/index.js';
import { type ExplainedAnswer, explain } from './explanation.js';
import { readProfile } from './profile.js';
import type { Named, TargetInput } from './questions.js';
import { readRegion } from './region.js';
import { readRole } from './role.js';
import { readService } from './service.js';
import { readStage } from './stage.js';
import type { Target } from './types.js';

/**
 * Which role is meant, and where. Resolves what these questions need and nothing else.
 * @throws what the questions throw: see `readRole`, `readRegion`, `readStage`, `readProfile`
 */
export function readTarget(input: TargetInput): Target {
  const answers: ExplainedAnswer[] = [];
  const ask = <T>(what: ExplainedAnswer['what'], question: () => Named<T> | undefined, show: (value: T) => string): T | undefined => {
    const { answer, trace } = input.resolver.traced(question);
    if (answer === undefined) return undefined;
    answers.push({ what, value: show(answer.value), from: answer.from, variables: trace.variables });
    return answer.value;
  };
  const must = <T>(what: ExplainedAnswer['what'], question: () => Named<T>, show: (value: T) => string): T => {
    const value = ask(what, question, show);
    if (value === undefined) throw new StsError({ code: 'STS_INTERNAL', message: `There is no ${what}.` });
    return value;
  };
  const asText = (value: string): string => value;
  const stage = must('stage', () => readStage(input), asText);
  const role = must(
    'role',
    () => readRole(input),
    ({ arn }) => arn,
  );
  const region = must('region', () => readRegion(input), asText);
  const profile = ask('profile', () => readProfile(input), asText);
  return {
    roleArn: role.arn,
    region,
    stage,
    accountId: role.accountId,
    partition: role.partition,
    service: readService(input),
    functionName: input.options.values.function,
    configFile: input.config?.file,
    files: input.files(),
    profile,
    explanation: explain(answers),
  };
}
