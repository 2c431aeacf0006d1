import { afterEach, describe, expect, it } from 'vitest';
import { watchCalls } from '@isthmus/contract/internal';
import { core } from '../../builtin/index.js';
import type { Definition, Kind } from '@isthmus/contract';
import { KINDS } from '@isthmus/contract';
import { noMeasures } from '../../measures/no-measures.js';
import { createGuard } from './guard.js';
import { guardedDefinition } from './guarded-definition.js';

/** Options of the plugins of `core` that cannot be made without. */
const NEEDED: Readonly<Record<string, object>> = {
  'core/mlp': { hidden: [2] },
  'core/dense': { units: 2 },
};

type Parts = Readonly<Record<string, unknown>>;

/** The places of all functions of a plugin: `update`, `reference.value`. */
function functionsOf(plugin: Parts, before = ''): readonly string[] {
  return Object.entries(plugin).flatMap(([key, part]) => {
    if (typeof part === 'function') return [`${before}${key}`];
    const isPlain = typeof part === 'object' && part !== null && !Array.isArray(part);
    return isPlain ? functionsOf(part as Parts, `${before}${key}.`) : [];
  });
}

function at(plugin: Parts, place: string): unknown {
  return place.split('.').reduce<unknown>((part, key) => (part as Parts)[key], plugin);
}

/** The same plugin, every function of which throws. */
function broken(plugin: Parts): Parts {
  return Object.fromEntries(
    Object.entries(plugin).map(([key, part]) => {
      if (typeof part === 'function')
        return [key, () => { throw new Error('no way'); }]; // prettier-ignore
      const isPlain = typeof part === 'object' && part !== null && !Array.isArray(part);
      return [key, isPlain ? broken(part as Parts) : part];
    }),
  );
}

/** A plugin of each name, as far as it can be made without more ado. */
const made = core.flatMap((definition) => {
  try {
    const options = definition.options['~standard'].validate(NEEDED[definition.name] ?? {});
    if (options instanceof Promise || options.issues !== undefined) return [];
    return [{ definition, plugin: definition.create(options.value) as unknown as Parts }];
  } catch {
    return [];
  }
});

/** What a call is given: of a kind from which copies are lent something to copy. */
const POINT = { a: { shape: [1], data: Float32Array.of(1) } };
const ARGUMENTS: { readonly [K in Kind]?: readonly unknown[] } = {
  objective: [Float64Array.of(1), Float64Array.of(1), 0, 1],
  pathStrategy: [{ a: POINT, b: POINT }],
  analysis: [{ points: [{ id: 'a', params: POINT }], measures: noMeasures() }],
};
const argumentsOf = (kind: Kind) => ARGUMENTS[kind] ?? [POINT, POINT, POINT];

afterEach(() => {
  watchCalls(null);
});

describe('a plugin from outside', () => {
  const withCode = made.filter(({ plugin }) => functionsOf(plugin).length > 0);
  // A kind that core has no plugin of has its own guard all the same: the table does not compile without.
  const missing: readonly Kind[] = ['symmetry', 'reporter'];
  it('is tried for every kind that core has plugins of', () => {
    const tried = new Set(withCode.map(({ definition }) => definition.kind));
    expect(KINDS.filter((kind) => !tried.has(kind))).toEqual(missing);
  });

  it.each(withCode.map((one) => [`${one.definition.kind} ${one.definition.name}`, one] as const))(
    'of the kind and with the functions of %s is named in each of them',
    async (_, { definition, plugin }) => {
      const faulty = { ...definition, create: () => broken(plugin) } as unknown as Definition;
      const guarded = guardedDefinition(faulty).create({}) as unknown as Parts;
      expect(functionsOf(guarded).toSorted()).toEqual(functionsOf(plugin).toSorted());
      for (const place of functionsOf(plugin)) {
        const entered: string[] = [];
        watchCalls({
          moved: (call) => void (call !== null && entered.push(`${call.who} ${call.phase}`)),
          patienceMs: Infinity,
        });
        const call = at(guarded, place) as (...args: readonly unknown[]) => unknown;
        const error = await thrownBy(() => call(...argumentsOf(definition.kind)));
        expect(error.message).toContain(`"${definition.name}" failed in ${place.replace('interpreters.', '')}: no way`); // prettier-ignore
        expect(entered[0]).toBe(`${String(error.data['plugin'])} ${String(error.data['phase'])}`);
      }
    },
  );

  it.each(made.map(({ definition }) => [definition.name, definition] as const))(
    'as %s is otherwise what it was',
    (_, definition) => {
      const { kind, name, summary, sources } = guardedDefinition(definition);
      expect({ kind, name, summary, sources }).toEqual({
        ...{ kind: definition.kind, name: definition.name },
        ...{ summary: definition.summary, sources: [...definition.sources] },
      });
    },
  );
});

describe('what a function changed before it threw', () => {
  const { tanh } = Math;
  const changing = () => {
    Math.tanh = () => 0;
    throw new Error('no way');
  };
  it('is put back, for other steps of the thread go on', async () => {
    const guard = createGuard('optimizer', 'mine/x');
    expect(() => guard.run('update', changing)).toThrow('no way');
    expect(Math.tanh).toBe(tanh);
    await expect(guard.runAsync('load', changing)).rejects.toThrow('no way');
    expect(Math.tanh).toBe(tanh);
  });
});

interface Told {
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function thrownBy(action: () => unknown): Promise<Told> {
  try {
    await action();
  } catch (thrown) {
    return thrown as Told;
  }
  throw new Error('nothing was thrown');
}
