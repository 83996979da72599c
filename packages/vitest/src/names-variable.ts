/** Tells a worker which variables are to be removed there: they follow the stage. */
export const NAMES_VARIABLE = 'STS_REMOVED';
