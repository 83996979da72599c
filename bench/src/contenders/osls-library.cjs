// The same by the part of osls that reads a configuration. It leaves the variables of params as they are.
const { writeSync } = require('node:fs');
const path = require('node:path');
const read = require('osls/lib/configuration/read');
const resolve = require('osls/lib/configuration/variables');

const serviceDir = process.cwd();

void (async () => {
  const configuration = await read(path.join(serviceDir, 'serverless.yml'));
  await resolve({ serviceDir, configuration, options: {} });
  const { region, stage, iam } = configuration.provider;
  writeSync(1, JSON.stringify({ role: iam.role, region, stage }));
})();
