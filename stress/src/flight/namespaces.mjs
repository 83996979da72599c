import { spawnSync } from 'node:child_process';

/** Its child, the first process of a namespace, dies with it, and with that all processes there. */
const ALONE = ['unshare', '--kill-child', '--pid', '--fork', '--mount-proc'];

/**
 * How a process is started in a process namespace of its own, where the ids of others mean nothing, as in a container.
 * @returns the words before the command, or why there is no way
 */
export function findNamespaces() {
  let reason = `${process.platform} has no process namespaces`;
  if (process.platform !== 'linux') return { through: undefined, reason };
  for (const through of [ALONE, [...ALONE, '--map-root-user']]) {
    const { status, error, stderr } = spawnSync(through[0], [...through.slice(1), 'true'], { encoding: 'utf8' });
    if (status === 0) return { through, reason: undefined };
    reason = error?.message ?? stderr.trim();
  }
  return { through: undefined, reason };
}
