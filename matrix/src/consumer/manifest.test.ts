import { describe, expect, test } from 'vitest';
import { ADDITIONS, MATRIX } from '../data.ts';
import { manifestFiles } from './manifest.ts';

const tarball = (name: string) => [`@sts/${name}`, { packageName: `@sts/${name}`, spec: `file:/t/sts-${name}.tgz`, digest: '' }] as const;
const tarballs = new Map([tarball('core'), tarball('jest-env')]);
const runner = MATRIX.runners.find(({ id }) => id === 'jest-30');
if (runner === undefined) throw new Error('There is no jest-30');

describe('what is installed', () => {
  test.for(MATRIX.packageManagers)('comes from the tarballs with $title, whoever depends on it', ({ id }) => {
    const files = manifestFiles({ runner, packageManager: id, ours: '@sts/jest-env', tarballs, additions: ADDITIONS });

    expect(files['package.json']).toMatchObject({
      devDependencies: { '@sts/jest-env': 'file:/t/sts-jest-env.tgz', jest: runner.version },
    });
    expect(JSON.stringify(files)).toContain('file:/t/sts-core.tgz');
    expect(JSON.stringify(files).includes('1.12.2')).toBe(id.startsWith('yarn'));
  });

  test('has to be packed', () => {
    const wanted = { runner, packageManager: 'npm', ours: '@sts/vitest', tarballs, additions: ADDITIONS } as const;
    expect(() => manifestFiles(wanted)).toThrow('@sts/vitest is not among the tarballs (@sts/core, @sts/jest-env)');
  });
});
