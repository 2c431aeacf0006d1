import {
  createExecutor,
  createRng,
  decodeModel,
  distance,
  encodeModel,
  findPeak,
  norm,
  openSession,
  parseExperiment,
  permutation,
  Registry,
  resolveExperiment,
  tiedAxes,
  type Rng,
  type Session,
} from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import {
  define,
  type Dataset,
  type Definition,
  type FileSource,
  type GroupElement,
  type Params,
} from '@isthmus/core/contract';
import { act } from '@isthmus/symmetry';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtInRegistry } from './experiment/plugins.js';

/** A few random rows, so that a run is opened in no time. */
const rows = (name: string, input: readonly number[]): Definition =>
  define({
    kind: 'task',
    name: `test/${name}`,
    summary: 'Random rows.',
    sources: [],
    options: z.strictObject({}),
    create: () => ({
      load: () => {
        const rng = createRng(7).fork(name);
        const numbers = (length: number) => Float32Array.from({ length }, () => rng.normal());
        const size = 16;
        const width = input.reduce((product, n) => product * n, 1);
        const set = (): Dataset => ({ size, x: numbers(size * width), y: numbers(size * 2) });
        const splits = { train: set(), probe: set(), test: set() };
        return Promise.resolve({ input, output: [2], targets: 'values' as const, splits });
      },
    }),
  });

/** Two blocks whose units are tied by an addition. */
const residual = define({
  kind: 'architecture',
  name: 'test/residual',
  summary: 'A residual network.',
  sources: [],
  options: z.strictObject({ activation: z.string() }),
  create: ({ activation }) => ({
    build: () => {
      const node = (id: string, use: string, inputs: readonly string[], options = {}) => ({
        ...{ id, use: use as 'core/add', options, inputs },
      });
      const dense = (id: string, from: string, units: number) =>
        node(id, 'core/dense', [from], { units });
      const nodes = [
        dense('stem', 'input', 5),
        node('act1', `core/${activation}`, ['stem']),
        dense('inner', 'act1', 6),
        node('act2', `core/${activation}`, ['inner']),
        dense('back', 'act2', 5),
        node('sum', 'core/add', ['act1', 'back']),
        dense('single', 'sum', 5),
        node('act3', `core/${activation}`, ['single']),
        node('sum2', 'core/add', ['sum', 'act3']),
        dense('out', 'sum2', 2),
      ];
      return { graph: { nodes, output: 'out' } };
    },
  }),
});

const networks = ['relu', 'leaky-relu', 'tanh', 'sigmoid', 'gelu'].flatMap((activation) => [
  {
    ...{ name: `one hidden layer, ${activation}`, task: 'test/rows' },
    architecture: { use: 'core/mlp', options: { hidden: [6], activation } },
  },
  {
    ...{ name: `mlp, ${activation}`, task: 'test/rows' },
    architecture: { use: 'core/mlp', options: { hidden: [6, 5], activation } },
  },
  {
    ...{ name: `residual, ${activation}`, task: 'test/rows' },
    architecture: { use: 'test/residual', options: { activation } },
  },
  {
    ...{ name: `convnet, ${activation}`, task: 'test/images' },
    architecture: {
      use: 'core/convnet',
      options: { blocks: [{ filters: 3 }], activation },
    },
  },
]);

const own = [residual, rows('rows', [3]), rows('images', [6, 6, 1])];

/** Every symmetry of the product, in every setting of those below that it takes. */
const symmetries = builtInRegistry()
  .list('symmetry')
  .flatMap((definition) =>
    [{}, { choose: 'distance' }, { gauge: 'balanced' }, { gauge: 'none' }, { restarts: 2 }].flatMap(
      (options) => {
        const checked = definition.options['~standard'].validate(options);
        const known = 'value' in checked && checked.issues === undefined;
        const name = `${definition.name} ${JSON.stringify(options)}`;
        return known ? [{ name, definition, options }] : [];
      },
    ),
  );

const none: FileSource = { read: () => Promise.reject(new Error('no file')) };

type Pair = readonly [a: Params, b: Params];

/** Networks that have nothing to do with each other, that share all but their heads, that are copies. */
const pairs: Readonly<Record<string, (session: Session, rng: Rng) => Pair>> = {
  strangers: ({ init }, rng) => [init(rng.fork('a')), init(rng.fork('b'))],
  'a shared trunk far from balance': (session, rng) => {
    const [a, b] = [session.init(rng.fork('a')), session.init(rng.fork('b'))];
    const trunk = session.spec.leaves.slice(0, -2).map(({ name }) => name);
    const scaled = (params: Params): Params =>
      Object.fromEntries(
        Object.entries(params).map(([name, leaf]) =>
          trunk.includes(name)
            ? [name, { ...leaf, data: a[name]!.data.map((value) => 10 * value) }]
            : [name, leaf],
        ),
      );
    return [scaled(a), scaled(b)];
  },
  copies: (session, rng) => {
    const a = session.init(rng.fork('a'));
    return [a, act(session.network!.view, planted(session, rng), a)];
  },
};

function planted(session: Session, rng: Rng): GroupElement {
  return Object.fromEntries(
    tiedAxes(session.network!.view).spaces.map(({ name, size, scaling, sign }) => [
      name,
      [
        { kind: 'permutation' as const, map: permutation(size, rng.fork(name)) },
        ...(scaling
          ? [{ kind: 'scaling' as const, by: Float64Array.from({ length: size }, () => 10 ** (2 * rng.next() - 1)) }] // prettier-ignore
          : []),
        ...(sign
          ? [{ kind: 'sign' as const, by: Int8Array.from({ length: size }, () => (rng.next() < 0.5 ? -1 : 1)) }] // prettier-ignore
          : []),
      ],
    ]),
  );
}

/** Symmetries that took at least one of the networks. */
const tried = new Set<string>();

describe.each(networks)('on $name', ({ task, architecture }) => {
  it.each(symmetries)('$name never makes anything worse', async ({ definition, options }) => {
    const raw = { task, architecture, train: { threshold: 1 }, paths: ['core/linear'] };
    const align = [{ use: definition.name, options }];
    const all = Registry.of(core, own, [definition]);
    const parsed = parseExperiment({ name: 'matrix', ...raw, align });
    const experiment = resolveExperiment(parsed, all);
    const opened = await openSession(experiment, all, none).catch((thrown: unknown) => {
      // Some are made for one hidden layer, and say so.
      expect(String(thrown)).toMatch(new RegExp(`/align/0: "${definition.name}" .*layer`));
      return null;
    });
    if (opened === null) return;
    const session = opened;
    tried.add(definition.name);
    for (const [kind, make] of Object.entries(pairs))
      for (let seed = 0; seed < 3; seed++) {
        const [a, b] = make(session, createRng(seed).fork(kind));
        const { record, weights } = await createExecutor(session).align(
          { kind: 'align', pair: ['a', 'b'], a: encodeModel(a), b: encodeModel(b) },
          { signal: new AbortController().signal, emit: () => undefined },
        );
        const aligned = decodeModel(weights, 'b');
        const peakTo = (end: Params) => findPeak(session.evaluator.along(a, end)).loss;
        const copy = kind === 'copies';
        expect(distance(a, aligned)).toBeLessThanOrEqual(distance(a, b));
        // A copy that came back may be higher by the rounding of its weights.
        expect(peakTo(aligned)).toBeLessThanOrEqual(peakTo(b) * (1 + (copy ? 1e-5 : 1e-12)));
        expect(record.peakAfter).toBe(peakTo(aligned));
        expect(record.distanceAfter).toBe(distance(a, aligned));
        const comesBack = !('gauge' in options) || options.gauge !== 'none';
        if (copy && comesBack) expect(distance(a, aligned) / norm(a)).toBeLessThan(1e-6);
      }
    session.dispose();
  });
});

it('goes through every symmetry that the product has', () => {
  const names = builtInRegistry()
    .list('symmetry')
    .map(({ name }) => name);
  expect(tried).toEqual(new Set(names));
  expect(names.length).toBeGreaterThan(0);
});
