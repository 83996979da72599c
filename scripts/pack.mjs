// Builds every public package and writes its tarball into .tarballs/.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from './lib/build.mjs';
import { ROOT } from './lib/command.mjs';
import { packAll, publicPackages } from './lib/packages.mjs';
import { say, step } from './lib/steps.mjs';

const target = path.join(ROOT, '.tarballs');

step('Building');
passOrEnd(await build({ quiet: true }));
rmSync(target, { recursive: true, force: true });
mkdirSync(target);
step(`Packing ${publicPackages().length} packages`);
passOrEnd(await packAll(target));
step('Packed into .tarballs');
for (const file of readdirSync(target)) say(`${file}  ${(statSync(path.join(target, file)).size / 1024).toFixed(1)} KiB`);

function passOrEnd({ code, output }) {
  if (code === 0) return;
  process.stdout.write(output);
  process.exit(code);
}
