import { mkdir, realpath, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from '@sts/test-kit';

const SDK = path.resolve(import.meta.dirname, '../../core/node_modules/@aws-sdk/client-sts');

/** "Installs" the SDK's STS client in a project: what its tests use on their own account. */
export async function linkSdk(project: Project): Promise<void> {
  await mkdir(project.path('node_modules/@aws-sdk'), { recursive: true });
  await symlink(await realpath(SDK), project.path('node_modules/@aws-sdk/client-sts'), 'junction');
}
