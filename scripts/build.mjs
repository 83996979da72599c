// Builds every package.
import { build } from './lib/build.mjs';

process.exitCode = (await build()).code;
