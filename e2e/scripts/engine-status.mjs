// Prints whether the tests against the emulators can run here, as JSON: { ok, required, obstacles, emulators }.
// Ends with 0 whenever it could find out; `required` tells whether "not ok" is a failure (CI=true, STS_E2E=required).
import { main } from './lib/cli.mjs';
import { emulatorStatuses, emulatorsRequired, obstacles } from './lib/engine-status.mjs';

await main(async (signal) => {
  const emulators = await emulatorStatuses(signal);
  const ok = emulators.every((status) => status.ok);
  const answer = { ok, required: emulatorsRequired(process.env), obstacles: obstacles(emulators), emulators };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
