// What the process that gets source credentials is made of; nobody else loads it.
export { SOURCE_ANSWER_FD, type SourceAnswer, type SourceQuestion } from './process-protocol.js';
export { provideSource } from './provide.js';
