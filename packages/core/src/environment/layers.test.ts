import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EnvChanges } from './changes.js';
import { applyChanges, type MutableEnv, settleChanges, withoutLayers } from './layers.js';

const SET: EnvChanges = { set: { KEY: 'role', NEW: 'role' }, remove: ['PROFILE', 'ABSENT'] };

function start(): MutableEnv {
  return { KEY: 'own', PROFILE: 'mine', OTHER: 'x' };
}

describe('apply and undo', () => {
  test('sets, removes, and puts back exactly what was there', () => {
    const env = start();
    const undo = applyChanges(env, SET);
    expect(env).toEqual({ KEY: 'role', NEW: 'role', OTHER: 'x' });
    undo();
    expect(env).toEqual(start());
  });

  test('what is both removed and set is set', () => {
    const env = start();
    const undo = applyChanges(env, { set: { PROFILE: 'role' }, remove: ['PROFILE'] });
    expect(env['PROFILE']).toBe('role');
    undo();
    expect(env).toEqual(start());
  });

  test('a second undo does nothing', () => {
    const env = start();
    const undo = applyChanges(env, SET);
    undo();
    env['KEY'] = 'since';
    undo();
    expect(env['KEY']).toBe('since');
  });

  test('what somebody else has changed since stays', () => {
    const env = start();
    const undo = applyChanges(env, SET);
    env['KEY'] = 'theirs';
    delete env['NEW'];
    env['PROFILE'] = 'theirs too';
    undo();
    expect(env).toEqual({ KEY: 'theirs', PROFILE: 'theirs too', OTHER: 'x' });
  });

  test('two environments know nothing of each other', () => {
    const [one, two] = [start(), start()];
    const undo = applyChanges(one, SET);
    expect(two).toEqual(start());
    expect(withoutLayers(two)).toEqual(start());
    undo();
  });

  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  test.each(orders)('three layers undone in the order %i, %i, %i leave what was there, and the topmost in force on the way', (...order) => {
    const env = start();
    const layers = ['a', 'b', 'c'].map((value) => ({ value, undo: applyChanges(env, { set: { KEY: value }, remove: ['PROFILE'] }) }));
    const left = new Set([0, 1, 2]);
    for (const index of order) {
      layers[index]?.undo();
      left.delete(index);
      const top = [...left].at(-1);
      expect(env['KEY']).toBe(top === undefined ? 'own' : layers[top]?.value);
    }
    expect(env).toEqual(start());
  });
});

describe('the environment without layers', () => {
  test('is what it was before, under any number of layers', () => {
    const env = start();
    applyChanges(env, SET);
    applyChanges(env, { set: { KEY: 'second' }, remove: ['OTHER'] });
    expect(withoutLayers(env)).toEqual(start());
    expect(env['KEY']).toBe('second');
  });

  test('has what somebody else has set since, over a layer or between two', () => {
    const env = start();
    applyChanges(env, SET);
    env['KEY'] = 'between';
    env['OTHER'] = 'y';
    expect(withoutLayers(env)).toEqual({ ...start(), KEY: 'between', OTHER: 'y' });
    applyChanges(env, SET);
    expect(withoutLayers(env)).toEqual({ ...start(), KEY: 'between', OTHER: 'y' });
  });
});

/** One variable as it should be: who wrote what, in order; `undefined` is "not set". */
type Model = { layer: number | 'base' | 'foreign' | 'foreign, not seen yet'; value: string | undefined }[];

/** What stands there when a layer is applied or undone is seen. */
function seen(model: Model): Model {
  return model.map((entry) => (entry.layer === 'foreign, not seen yet' ? { ...entry, layer: 'foreign' } : entry));
}

/** Somebody else writes: what was written before and never seen is gone. */
function writeForeign(model: Model, value: string | undefined): Model {
  const rest = model.filter(({ layer }) => layer !== 'foreign, not seen yet');
  return rest.at(-1)?.value === value ? rest : [...rest, { layer: 'foreign, not seen yet', value }];
}

function applyLayer(model: Model, layer: number, value: string | undefined): Model {
  return [...seen(model), { layer, value }];
}

type Step = { do: 'apply'; value: string | undefined } | { do: 'undo'; which: number } | { do: 'foreign'; value: string | undefined };

const value = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('apply' as const), value }),
  fc.record({ do: fc.constant('undo' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('foreign' as const), value }),
);

test('for any sequence, the variable is what the last who is still in force wrote', () => {
  fc.assert(
    fc.property(value, fc.array(step, { maxLength: 12 }), (before, steps) => {
      const env: MutableEnv = before === undefined ? {} : { KEY: before };
      const undos: (() => void)[] = [];
      let model: Model = [{ layer: 'base', value: before }];
      for (const current of steps) {
        if (current.do === 'apply') {
          model = applyLayer(model, undos.length, current.value);
          undos.push(
            applyChanges(env, current.value === undefined ? { set: {}, remove: ['KEY'] } : { set: { KEY: current.value }, remove: [] }),
          );
        } else if (current.do === 'foreign') {
          model = writeForeign(model, current.value);
          if (current.value === undefined) delete env['KEY'];
          else env['KEY'] = current.value;
        } else {
          undos[current.which]?.();
          if (model.some(({ layer }) => layer === current.which)) model = seen(model).filter(({ layer }) => layer !== current.which);
        }
        expect(env['KEY']).toBe(model.at(-1)?.value);
      }
    }),
    { numRuns: 2000 },
  );
});

test('for any sequence of layers alone, undoing all puts back exactly what was there, and its name with it', () => {
  const name = fc.constantFrom('A', 'B', 'C', 'D');
  const changes = fc.record({ set: fc.dictionary(name, fc.constantFrom('1', '2'), { noNullPrototype: true }), remove: fc.array(name) });
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.constantFrom('x', 'y'), { noNullPrototype: true }),
      fc.array(changes, { maxLength: 5 }),
      fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
      (before, layers, shuffle) => {
        const env: MutableEnv = { ...before };
        const undos = layers.map((layer, index) => ({ undo: applyChanges(env, layer), at: shuffle[index] ?? 0 }));
        expect(withoutLayers(env)).toEqual(before);
        for (const { undo } of undos.toSorted((a, b) => a.at - b.at)) undo();
        expect(env).toEqual(before);
      },
    ),
    { numRuns: 2000 },
  );
});

test('what is not text, as an object in a sandbox may hold it, becomes text', () => {
  const env = { NUMBER: 5000, NONE: undefined, TEXT: 'x' } as unknown as MutableEnv;
  expect(withoutLayers(env)).toEqual({ NUMBER: '5000', NONE: undefined, TEXT: 'x' });
});

describe('settle', () => {
  test('an environment that was started with the changes knows what was before them', () => {
    const env: MutableEnv = { KEY: 'role', NEW: 'role', PROFILE: 'mine', OTHER: 'x' };
    settleChanges(env, { KEY: 'own', PROFILE: 'mine' }, SET);
    expect(env).toEqual({ KEY: 'role', NEW: 'role', OTHER: 'x' });
    expect(withoutLayers(env)).toEqual(start());
  });

  test('again, it takes back what was done since, layers and all', () => {
    const env: MutableEnv = { KEY: 'role' };
    settleChanges(env, { KEY: 'own' }, SET);
    const undo = applyChanges(env, { set: { KEY: 'other' }, remove: [] });
    env['PROFILE'] = 'left behind';
    settleChanges(env, { KEY: 'own' }, SET);
    expect(env).toEqual({ KEY: 'role', NEW: 'role' });
    undo();
    expect(env).toEqual({ KEY: 'role', NEW: 'role' });
    expect(withoutLayers(env)).toEqual({ KEY: 'own' });
  });
});
