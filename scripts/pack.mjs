// Builds every public package and writes its tarball into .tarballs/.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pnpm, ROOT, run, tool } from './lib/command.mjs';
import { publicPackages } from './lib/packages.mjs';
import { say, step } from './lib/steps.mjs';

const target = path.join(ROOT, '.tarballs');

await must('Building', tool('tsc'), ['-b']);
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
  const { code, output } = await run(program, args, { cwd, quiet: true });
  if (code === 0) return;
  process.stdout.write(output);
  process.exit(code);
}
