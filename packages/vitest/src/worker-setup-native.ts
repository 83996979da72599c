// The setup file for a Vitest that leaves modules to Node.js: there `vitest`, imported from here, may be another copy of it.
import { beginTestFile } from './begin-test-file.js';

await beginTestFile();
