// What it takes Node to find a package by its name, before a line of it is loaded.
require.resolve('@sts/core');
if (process.env.TELL) require('./tell.cjs')();
