export { Lookups } from './lookups.js';
export { type AskTools, Pending, type Question } from './question.js';
