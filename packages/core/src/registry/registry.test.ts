import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { IsthmusError } from '@isthmus/contract/base';
import type { Definition, Kind, Schema } from '@isthmus/contract';
import { define, KINDS } from '@isthmus/contract';
import { Registry } from './registry.js';
import { thrownBy } from '@isthmus/contract/testing';

/** An optimizer that keeps the options that it was made with. */
function optimizer(change: Partial<Definition> = {}, name = 'test/keep' as const): Definition {
  const plain = define({
    kind: 'optimizer',
    name,
    summary: 'Keeps its options.',
    sources: [],
    options: z.strictObject({ rate: z.number().positive().default(0.5) }),
    create: (options) => ({ init: () => options, update: () => [{}, null] as const }),
  });
  return { ...plain, ...change };
}

const resolveOf = (definition: Definition, options: Record<string, unknown> = {}) =>
  Registry.of([definition]).resolve('optimizer', { use: definition.name, options }, '/o');

describe('Registry.of', () => {
  it('lists by kind, in order, and keeps nothing between registries', () => {
    const [one, two] = [optimizer({}, 'test/keep'), optimizer({ name: 'test/two' })];
    const registry = Registry.of([one], [], [two]);
    expect(registry.list('optimizer').map(({ name }) => name)).toEqual(['test/keep', 'test/two']);
    for (const kind of KINDS.filter((kind) => kind !== 'optimizer'))
      expect(registry.list(kind)).toEqual([]);
    expect(Registry.of().list('optimizer')).toEqual([]);
  });

  it('refuses two of one kind and name, not of two kinds', () => {
    const loss = optimizer({ kind: 'loss' as Kind });
    expect(() => Registry.of([optimizer()], [loss])).not.toThrow();
    expect(thrownBy(() => Registry.of([optimizer()], [optimizer()]))).toMatchObject({
      code: 'registry/duplicate',
      message:
        'Two plugins of the kind optimizer are called "test/keep". Rename one, or name its package once.',
    });
  });

  it('refuses a kind that there is not', () => {
    const odd = optimizer({ kind: 'optimiser' as Kind });
    expect(thrownBy(() => Registry.of([odd])).message).toContain(
      'The plugin "test/keep" is of the kind "optimiser". There are: architecture, ',
    );
  });
});

describe('resolve', () => {
  it('makes the plugin with valid options, and says which', () => {
    const registry = Registry.of([optimizer()]);
    for (const ref of [
      'test/keep',
      { use: 'test/keep' },
      { use: 'test/keep', options: undefined },
    ] as const) {
      const { plugin, ref: resolved } = registry.resolve('optimizer', ref, '/o');
      expect(resolved).toEqual({ use: 'test/keep', options: { rate: 0.5 } });
      expect(plugin.init({})).toEqual({ rate: 0.5 });
    }
  });

  const own = ' A plugin of your own needs its file or package under "plugins".';

  it.each([
    ['__proto__/x', own],
    ['constructor/x', own],
    ['mine/none', own],
    ['toString', ''],
    ['test/none', ''],
  ])('knows no %s', (use, advice) => {
    const error = thrownBy(() =>
      Registry.of([optimizer()]).resolve('optimizer', use as `x/y`, '/o'),
    );
    expect(error.message).toBe(`/o: no optimizer is called "${use}".${advice} Known: test/keep.`);
  });

  const throws = (thrown: unknown) => () => {
    throw thrown;
  };
  const validating = (validate: Schema<unknown>['~standard']['validate']): Partial<Definition> => ({
    options: { '~standard': { version: 1, vendor: 'own', validate } },
  });

  it.each<[string, Partial<Definition>, string]>([
    [
      'throws when it is made',
      { create: throws(new Error('no luck')) },
      '"test/keep" failed to be made: no luck',
    ],
    ['throws null', { create: throws(null) }, '"test/keep" failed to be made: null'],
    ['throws a text', { create: throws('no luck') }, '"test/keep" failed to be made: no luck'],
    [
      'makes nothing',
      { create: () => undefined as never },
      '"test/keep" made no optimizer; create must return an object.',
    ],
    [
      'makes a promise',
      { create: () => Promise.resolve({}) as never },
      '"test/keep" made no optimizer; create must return an object.',
    ],
    [
      'throws over its options',
      validating(throws(new Error('bad schema'))),
      '"test/keep" failed to check its options: bad schema',
    ],
    [
      'checks options later',
      validating(async (value) => ({ value })),
      '"test/keep" checks its options asynchronously; it must answer at once.',
    ],
  ])('names a plugin that %s', (_, change, message) => {
    const error = thrownBy(() => resolveOf(optimizer(change)));
    expect(error.message).toBe(`/o/options: ${message}`);
    expect(error.code).toBe('config/plugin');
  });

  it('keeps the code and the cause of an error that a plugin throws on purpose', () => {
    const cause = new IsthmusError('optimizer/unfit', 'beta1 is above beta2.');
    const error = thrownBy(() => resolveOf(optimizer({ create: throws(cause) })));
    expect(error).toMatchObject({ code: 'optimizer/unfit', cause });
  });

  it('words the complaints of any schema library, with and without JSON Schema', () => {
    const complaining = optimizer(
      validating(() => ({
        issues: [
          { message: 'Rate must be even.', path: [{ key: 'rate' }] },
          { message: 'Too many' },
        ],
      })),
    );
    expect(thrownBy(() => resolveOf(complaining, { rate: 3 })).message).toBe(
      '/o/options/rate: rate must be even; got 3.\n/o/options: too many; got {"rate":3}.',
    );
  });

  it('keeps what the author of a union says of it', () => {
    const union = optimizer({
      options: z.strictObject({
        rate: z.union([z.number(), z.literal('auto')], 'expected a step size, or "auto"'),
        decay: z.union([z.number(), z.literal('none')]),
      }),
    });
    expect(thrownBy(() => resolveOf(union, { rate: 'x', decay: [] })).message).toBe(
      '/o/options/rate: expected a step size, or "auto"; got "x".\n/o/options/decay: expected a number or "none"; got [].',
    );
  });

  it('still complains where the schema cannot be printed as JSON Schema', () => {
    const unprintable = optimizer({
      options: z.strictObject({ rate: z.custom<bigint>((v) => v === 1, 'expected 1') }),
    });
    expect(thrownBy(() => resolveOf(unprintable, { rate: 2 })).message).toBe(
      '/o/options/rate: expected 1; got 2.',
    );
    expect(thrownBy(() => resolveOf(unprintable, { rat: 1, rate: 1 })).message).toBe(
      '/o/options/rat: unknown key "rat".',
    );
  });
});
