export type { StsErrorCode } from './codes.js';
export { formatError } from './format.js';
export { redact, showKeyId } from './redact.js';
export { shownError } from './shown-error.js';
export { isStsError, StsError } from './sts-error.js';
export { toCause } from './to-cause.js';
