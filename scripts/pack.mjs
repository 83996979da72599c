// Builds every public package and writes its tarball into .tarballs/.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from './lib/build.mjs';
import { pnpm, ROOT, run } from './lib/command.mjs';
import { publicPackages } from './lib/packages.mjs';
import { say, step } from './lib/steps.mjs';

const target = path.join(ROOT, '.tarballs');

step('Building');
passOrEnd(await build({ quiet: true }));
rmSync(target, { recursive: true, force: true });
mkdirSync(target);
const [command, first] = pnpm();
for (const { dir, manifest } of publicPackages()) {
  await must(`Packing ${manifest.name} ${manifest.version}`, command, [...first, 'pack', '--pack-destination', target], dir);
}
step('Packed into .tarballs');
for (const file of readdirSync(target)) say(`${file}  ${(statSync(path.join(target, file)).size / 1024).toFixed(1)} KiB`);

async function must(title, program, args, cwd = ROOT) {
  step(title);
  passOrEnd(await run(program, args, { cwd, quiet: true }));
}

function passOrEnd({ code, output }) {
  if (code === 0) return;
  process.stdout.write(output);
  process.exit(code);
}
