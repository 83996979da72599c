// A setup file that runs in the worker before the user's, at the beginning of each test file.
import { beginTestFile } from './begin-test-file.js';

await beginTestFile();
