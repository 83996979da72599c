// Removes the container that it is told (`node remove-container-at-end.mjs NAME`) when its standard input ends, which it
// does when the process that holds the other end is gone, however that ended: SIGKILL too.
import { spawnSync } from 'node:child_process';

const [name] = process.argv.slice(2);
process.stdin.resume().once('close', () => {
  if (name) spawnSync('docker', ['rm', '--force', '--volumes', name], { stdio: 'ignore' });
});
