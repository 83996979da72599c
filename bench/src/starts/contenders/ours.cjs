// The role, as people ask for it.
const { assumeRole } = require('@sts/core');

void assumeRole().then(() => process.env.TELL && require('./tell.cjs')());
