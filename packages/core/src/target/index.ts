export { checkAccount, checkStage } from './allowed.js';
export type { ExplainedAnswer, ExplainedVariable, Explanation, Place } from './explanation.js';
export { readProfile } from './profile.js';
export type { TargetInput } from './questions.js';
export { readRegion } from './region.js';
export { readTarget } from './read-target.js';
export { parseRoleArn } from './role-arn.js';
export { readStage } from './stage.js';
export type { Target } from './types.js';
