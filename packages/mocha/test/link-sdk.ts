import { mkdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Project } from '@sts/test-kit';

const require = createRequire(new URL('../../core/package.json', import.meta.url));

/** "Installs" the SDK's STS client in a project: what the tests of a project use on their own account. */
export async function linkSdk(project: Project): Promise<void> {
  await mkdir(project.path('node_modules/@aws-sdk'), { recursive: true });
  await symlink(
    path.dirname(require.resolve('@aws-sdk/client-sts/package.json')),
    project.path('node_modules/@aws-sdk/client-sts'),
    'junction',
  );
}
