import process from 'node:process';
import fc from 'fast-check';

/** CI has the same cases each time, so that it says what a change did; elsewhere each run has new ones. */
const IN_CI = 20_261_121;

const { STS_SEED: named, CI: inCi } = process.env;
const seed = named === undefined ? (inCi ? IN_CI : undefined) : Number(named);

if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
