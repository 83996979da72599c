import { type Note, type RoleWorld, STRANGERS } from './role-world.js';

/** The notes of code that was not the role, or that saw what tests must not see; each with what is wrong. */
export function wrongNotes(noted: readonly Note[], role: string, world: RoleWorld): object[] {
  const issued = new Set(world.sts.issued.map(({ accessKeyId }) => accessKeyId));
  const expected: Record<string, string> = {
    STS_ASSUMED_ROLE_ARN: `arn:aws:sts::222222222222:assumed-role/${role}/orders-dev-test`,
    AWS_ACCOUNT_ID: '222222222222',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
  };
  if (noted.length === 0) return [{ wrong: 'nothing was noted' }];
  return noted.flatMap(({ env, file, place }) => {
    const wrong = [
      ...(issued.has(env['AWS_ACCESS_KEY_ID'] ?? '') ? [] : ['AWS_ACCESS_KEY_ID is not one that STS gave out']),
      ...[...Object.keys(STRANGERS), 'STS_HANDOVER'].filter((name) => Object.hasOwn(env, name)),
      ...Object.entries(expected).flatMap(([name, value]) => (env[name] === value ? [] : [`${name} is ${env[name] ?? 'absent'}`])),
    ];
    return wrong.length === 0 ? [] : [{ file, place, wrong }];
  });
}
