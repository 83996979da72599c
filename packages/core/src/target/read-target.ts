import { explain, type RawAnswer } from './explanation.js';
import { readProfile } from './profile.js';
import type { Named, TargetInput } from './questions.js';
import { readRegion } from './region.js';
import { readRole } from './role.js';
import { readService } from './service.js';
import { readStage } from './stage.js';
import type { Target } from './types.js';
import { withExplanation } from './with-explanation.js';

/**
 * Which role is meant, and where. Resolves what these questions need and nothing else.
 * @throws what the questions throw: see `readRole`, `readRegion`, `readStage`, `readProfile`
 */
export function readTarget(input: TargetInput): Target {
  const answers: RawAnswer[] = [];
  const ask = <A extends Named<unknown> | undefined>(what: RawAnswer['what'], question: () => A, show: (answer: A & {}) => string): A => {
    const { answer, trace } = input.resolver.traced(question);
    if (answer !== undefined)
      answers.push({ what, value: show(answer), from: answer.from, keys: answer.keys, variables: trace.variables, lookups: trace.lookups });
    return answer;
  };
  const asText = ({ value }: Named<string>): string => value;
  const stage = ask('stage', () => readStage(input), asText);
  const role = ask(
    'role',
    () => readRole(input),
    ({ value }) => value.arn,
  );
  const region = ask('region', () => readRegion(input), asText);
  const profile = ask('profile', () => readProfile(input, stage.value), asText);
  const configFile = input.config?.file;
  return withExplanation(
    {
      roleArn: role.value.arn,
      region: region.value,
      stage: stage.value,
      accountId: role.value.accountId,
      partition: role.value.partition,
      service: readService(input),
      functionName: input.options.values.function,
      configFile,
      files: input.files(),
      profile: profile?.value,
      generatedRole: role.generated,
    },
    () => explain(answers, configFile),
  );
}
