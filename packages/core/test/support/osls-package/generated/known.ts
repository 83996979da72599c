import { agree, type Outcome } from '../outcome.js';
import type { Model } from './tree.js';

/** What osls says of a question, what we say, and what osls says with `configValidationMode: off`, where its schema refuses. */
export interface Difference {
  model: Model;
  theirs: Outcome;
  ours: Outcome;
  unchecked: Outcome | undefined;
}

/** A difference that is meant to be. */
export interface KnownDifference {
  reason: string;
  is: (difference: Difference) => boolean;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reason: 'only the schema of osls refuses: without it, it deploys the role that we name',
    is: ({ theirs, ours, unchecked }) => refusedBySchema(theirs) && unchecked !== undefined && agree(unchecked, ours),
  },
  {
    reason: 'with useDotenv osls takes a stage that is null for one with that name; it is none, as without useDotenv',
    is: ({ model: { stage }, theirs, ours }) =>
      stage.written?.value === null &&
      stage.option === undefined &&
      'refused' in theirs &&
      theirs.refused.startsWith('Invalid stage name') &&
      'role' in ours &&
      ours.stage === 'dev',
  },
  {
    reason: 'osls resolves --param when it has put its defaults into the configuration: there self:provider.stage has a value',
    is: ({ model, theirs, ours }) => {
      const key = 'refused' in ours ? /self:provider\.(stage|region) not found/.exec(ours.refused)?.[1] : undefined;
      return 'role' in theirs && (key === 'stage' || key === 'region') && model[key].written === undefined;
    },
  },
  {
    reason:
      'what the stage depends on is resolved before .env is read: osls does that variable by variable, we do it key by key; the two differ where an empty variable of the process is overridden',
    is: ({ model }) => model.dotenv !== undefined && JSON.stringify(model).includes('"inProcess":""'),
  },
  {
    reason: 'without its schema osls takes any text for a region, and AWS has none of that name',
    is: ({ model: { configValidationMode }, theirs, ours }) =>
      configValidationMode !== undefined && 'role' in theirs && theirs.region === 'mars-1' && 'refused' in ours,
  },
  {
    reason:
      'variables that lead to variables eleven times over are the end for both; a variable beside them that osls puts off until .env is read gives it one more',
    is: ({ model, theirs, ours }) =>
      model.dotenv !== undefined &&
      'role' in theirs &&
      'refused' in ours &&
      /leads to variables more than 1[01] times over/.test(ours.refused),
  },
];

/** Whether it is the schema that refuses. */
export function refusedBySchema(theirs: Outcome): boolean {
  return 'refused' in theirs && theirs.refused.startsWith('Configuration error');
}
