// A setup file that runs in the worker before the user's, at the beginning of each test file.
import { beforeAll } from 'vitest';
import { beginTestFile, keepRole } from './begin-test-file.js';

await beginTestFile();
// After all that the test file imports, and before its own hooks and tests.
beforeAll(keepRole);
