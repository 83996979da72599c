// Prints whether the tests against LocalStack can run here, as JSON: { ok, reason?, required, image }.
// Ends with 0 whenever it could find out; `required` tells whether "not ok" is a failure (CI=true, STS_E2E=required).
import { main } from './lib/cli.mjs';
import { localStackRequired, localStackStatus } from './lib/engine-status.mjs';
import { images } from './lib/images.mjs';

await main(async (signal) => {
  const status = await localStackStatus(signal);
  const answer = { ...status, required: localStackRequired(process.env), image: images.localstack.image };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
