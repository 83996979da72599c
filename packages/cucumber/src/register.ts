import { isMainThread } from 'node:worker_threads';
import { endWith, runnerRole } from '@sts/core/runner';

// `node --require @sts/cucumber/register`: to be loaded is all that is asked of this module. A worker thread is left as
// whoever made it wants it.
if (isMainThread) {
  try {
    runnerRole('@sts/cucumber').enterSync();
  } catch (error) {
    endWith(error);
  }
}
