// Nothing: what Node itself takes.
if (process.env.TELL) require('./tell.cjs')();
