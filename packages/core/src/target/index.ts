export { checkAllowed } from './allowed.js';
export type { ExplainedAnswer, Explanation } from './explanation.js';
export { readTarget } from './read-target.js';
export { parseRoleArn } from './role-arn.js';
export { readStage } from './stage.js';
export type { Target } from './types.js';
