import { expect, test } from 'vitest';
import { labelled, makeSandboxHost } from './make-sandbox-host.js';

const context = (env: Record<string, string | undefined>) => ({ cwd: '/', env, optionsFrom: 'the configuration', refusalsSince: 0 });

test('what a sandbox leaves in the environment is undone, in any order, and once', () => {
  const env = { A: 'own' };
  const { host, leave } = makeSandboxHost({}, context(env));
  const undo = host.apply(JSON.stringify({ set: { A: '1' }, remove: [] }));
  host.apply(JSON.stringify({ set: { A: '2', B: '2' }, remove: [] }));
  undo();
  expect(env).toEqual({ A: '2', B: '2' });
  leave();
  leave();
  expect(env).toEqual({ A: 'own' });
});

test('places are told for what was added, and stay for the rest', () => {
  expect(labelled('a', {}, 'b')).toBe('a');
  const once = labelled('a', { stage: 'dev' }, 'b');
  expect(labelled(once, { region: 'x' }, 'c')).toEqual({ rest: 'a', byName: { stage: 'b', region: 'c' } });
});
