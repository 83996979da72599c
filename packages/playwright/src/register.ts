import { isMainThread } from 'node:worker_threads';
import { endWith, runnerRole } from '@sts/core/runner';

// `node --require @sts/playwright/register`: to be loaded is all that is asked of this module. A worker thread is left as
// whoever made it wants it.
if (isMainThread) {
  try {
    // Playwright puts a text before each line of a web server.
    runnerRole('@sts/playwright', { output: 'captured' }).enterSync();
  } catch (error) {
    endWith(error);
  }
}
