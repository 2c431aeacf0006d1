import { createRng, type Rng } from '@isthmus/contract/base';
import type {
  ChainForm,
  DeterminantSeparation,
  LossForm,
  SeparationRecord,
  Separator,
} from '@isthmus/contract';
import { parameterCount, sizeOf, unflatten, type Params, type ParamSpec } from '@isthmus/contract/parameters'; // prettier-ignore
import { buildNetwork, type GraphNetwork } from '@isthmus/engine';
import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { separationFault } from '../checker/separation/check.js';
import { readSubject } from '../checker/separation/subject.js';
import { Registry } from '../registry/registry.js';
import { layersOf } from '../run/open-network.js';
import { boxBoundOf } from './cells/enclosure.js';
import { seekCells } from './cells/search.js';
import { formOf } from './form.js';
import { valueOfForm } from './form-value.js';
import { provenSeparation } from './prove.js';
import { cutBetween } from './relu/cut.js';
import { solvedLandscape, type SolvedLandscape } from './relu/landscape.js';
import { pointOf, reluLayerOf, type ReluLayer } from './relu/layer.js';

const leaf = (name: string, ...shape: number[]) => ({ name, shape, axes: shape.map(() => null) });
const f32 = Math.fround;
const registry = Registry.of(core);

/** What the checker, which shares nothing with what proves, says of a proof. */
function faultOf(form: LossForm, spec: ParamSpec, ends: readonly [Params, Params], level: number, separation: unknown) {
  const bare = (params: Params) =>
    new Map(Object.entries(params).map(([name, { data }]) => [name, Float64Array.from(data)]));
  const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  try {
    return separationFault({
      subject: readSubject(throughJson(form)),
      order: spec.leaves.map(({ name, shape }) => ({ name, size: sizeOf(shape) })),
      ...{ a: bare(ends[0]), b: bare(ends[1]), level },
      separation: throughJson(separation),
    });
  } catch (error) {
    return (error as Error).message;
  }
} // prettier-ignore

const point = (spec: ParamSpec, numbers: readonly number[]) =>
  unflatten(spec, Float64Array.from(numbers));

/** A network of one hidden ReLU layer on random data. */
function reluForm(rng: Rng, samples: number, entries: number, hidden: number) {
  const inputs = Array.from({ length: samples }, () => Array.from({ length: entries }, () => f32(rng.normal()))); // prettier-ignore
  const form: ChainForm = {
    kind: 'chain',
    layers: [
      { kernel: 'k1', bias: 'b1', inputs: entries, units: hidden, activation: 'relu' },
      { kernel: 'k2', bias: 'b2', inputs: hidden, units: 1, activation: 'none' },
    ],
    inputs,
    targets: inputs.map(() => [f32(rng.normal())]),
  };
  const leaves = [leaf('k1', entries, hidden), leaf('b1', hidden), leaf('k2', hidden, 1), leaf('b2', 1)]; // prettier-ignore
  return { form, spec: { leaves } };
}

/** The network of the least loss of a random cell, or of a lower one that meets it. */
function lowPoint(rng: Rng, spec: ParamSpec, { cells, graph }: SolvedLandscape) {
  const least = (cell: number) => cells.least(graph.placesIn(cell));
  let cell = Math.floor(rng.next() * graph.count);
  for (;;) {
    const next = [...graph.jointsOf(cell)].find(({ to }) => least(to) < least(cell) - 1e-9);
    if (next === undefined) break;
    cell = next.to;
  }
  const places = graph.placesIn(cell);
  const { weights, outputBias } = cells.minimum(places);
  const entries = weights[0]!.length - 1;
  const rows = Array.from({ length: entries }, (_, i) => weights.map((w) => w[i]!)).flat();
  return point(spec, [...rows, ...weights.map((w) => w.at(-1)!), ...places.map(({ sign }) => sign), outputBias]); // prettier-ignore
}

describe.each([
  [1, 5, 2],
  [2, 4, 1],
  [1, 4, 3],
])('ReLU networks of %d inputs, %d samples, %d units', (entries, samples, hidden) => {
  it('every proof is checked, and is none once it is changed', () => {
    let checked = 0;
    for (let seed = 0; seed < 3 && checked < 3; seed++) {
      const rng = createRng(seed).fork(`checked ${entries} ${hidden}`);
      const { form, spec } = reluForm(rng, samples, entries, hidden);
      const layer = reluLayerOf(form) as ReluLayer;
      const landscape = solvedLandscape(layer.problem);
      for (let pair = 0; pair < 3; pair++) {
        const [a, b] = [lowPoint(rng, spec, landscape), lowPoint(rng, spec, landscape)];
        const ends = Math.max(valueOfForm(form, spec, a), valueOfForm(form, spec, b));
        const cut = cutBetween(landscape, pointOf(layer, a), pointOf(layer, b), ends);
        if (cut === null) continue;
        const separator: Separator = { kind: 'relu-cut', duals: cut.duals.map((dual) => dual.map(String)) }; // prettier-ignore
        const proven = provenSeparation({ spec, form, graph: null }, separator, a, b)!;
        checked++;
        const level = proven.lowerBound * (1 - 1e-6);
        const fault = (separation: unknown, from = a, to = b) => faultOf(form, spec, [from, to], level, separation); // prettier-ignore
        expect(fault(proven)).toBeNull();
        expect(fault(proven, a, a)).toMatch(/no bound stands/);
        expect(fault({ ...proven, lowerBound: proven.lowerBound * 1.001 })).toMatch(/bound is below/); // prettier-ignore
        expect(fault({ ...proven, lowerBound: level })).toMatch(/not above the level/);
        expect(mutantsThatHold(form, spec, [a, b], level, proven)).toEqual([]);
      }
    }
    expect(checked).toBeGreaterThan(2);
  }, 60_000);
});

/** Changes of one number of one dual vector that the checker and the driver do not agree on. */
function mutantsThatHold(form: ChainForm, spec: ParamSpec, ends: readonly [Params, Params], level: number, proven: SeparationRecord) {
  const { duals } = proven.separator as Extract<Separator, { kind: 'relu-cut' }>;
  const odd: string[] = [];
  duals.slice(0, 12).forEach((dual, i) => {
    for (const k of dual.keys())
      for (const other of [`${BigInt(dual[k]!) + 1n}`, `${-BigInt(dual[k]!)}`, '0']) {
        const separator: Separator = { kind: 'relu-cut', duals: duals.with(i, dual.with(k, other)) };
        const again = provenSeparation({ spec, form, graph: null }, separator, ...ends);
        const holds = faultOf(form, spec, ends, level, { ...proven, ...again, separator, lowerBound: Math.min(again?.lowerBound ?? Infinity, proven.lowerBound) }) === null;
        // The driver leaves out a vector that is none; the checker refuses the proof.
        if (holds && !(again !== null && again.lowerBound > level)) odd.push(`${i} ${k} ${other}`);
      }
  });
  return odd;
} // prettier-ignore

const wells: LossForm = {
  kind: 'polynomial',
  terms: [
    { factor: 1, powers: [4, 0] },
    { factor: -2, powers: [2, 0] },
    { factor: 1, powers: [0, 0] },
    { factor: 1, powers: [0, 2] },
  ],
};
const tanhUnit: ChainForm = {
  kind: 'chain',
  layers: [
    { kernel: 'k1', bias: null, inputs: 1, units: 1, activation: 'tanh' },
    { kernel: 'k2', bias: null, inputs: 1, units: 1, activation: 'none' },
  ],
  inputs: [[-2], [-0.5], [0.25], [1], [2]],
  targets: [[-1], [-0.625], [0.375], [0.875], [1]],
};

describe.each([
  ['wells', wells, { leaves: [leaf('w', 2)] }, [-1, 0], [1, 0], 0.9],
  ['a tanh unit', tanhUnit, { leaves: [leaf('k1', 1, 1), leaf('k2', 1, 1)] }, [1.5, 1], [-1.5, -1], 0.02],
] as const)('cells of %s', (_, form, spec, from, to, level) => {
  const [a, b] = [point(spec, from), point(spec, to)];
  const bound = boxBoundOf(form, spec)!;
  const cut = seekCells(bound, from, to, level, { maxCells: 1e5 })!;
  const separator: Separator = { kind: 'cells', around: 'a', ...cut };
  const proven = provenSeparation({ spec, form, graph: null }, separator, a, b)!;
  const fault = (separation: unknown) => faultOf(form, spec, [a, b], level, separation);

  it('are checked', () => {
    expect(proven.lowerBound).toBeGreaterThan(level);
    expect(fault(proven)).toBeNull();
  });

  it('hold, once a mark is changed, only where what proves says so too', () => {
    let refused = 0;
    for (let at = 0; at < cut.tree.length; at += 5)
      for (const mark of 'ion/') {
        if (cut.tree[at] === mark) continue;
        const tree = `${cut.tree.slice(0, at)}${mark}${cut.tree.slice(at + 1)}`;
        const changed: Separator = { ...separator, tree };
        const again = provenSeparation({ spec, form, graph: null }, changed, a, b);
        const cells = [...tree].filter((each) => each === 'i').length || 1;
        const holds = fault({ ...proven, cells, separator: changed, lowerBound: Math.min(proven.lowerBound, again?.lowerBound ?? Infinity) }) === null;
        if (!holds) refused++;
        expect(holds).toBe(again !== null && again.lowerBound > level);
      }
    expect(refused).toBeGreaterThan(100);
  }, 60_000);

  it('are none for other ends, boxes and bounds', () => {
    expect(fault({ ...proven, separator: { ...separator, around: 'b' } })).toMatch(/no cell holds/);
    expect(fault({ ...proven, lowerBound: proven.lowerBound * 1.01 })).toMatch(/our bound/);
    const { low, width } = cut.box;
    for (const box of [{ low, width: width * 2 }, { low, width: width / 2 }, { low: low.map((entry) => entry + width / 8), width }])
      expect(fault({ ...proven, separator: { ...separator, box } })).not.toBeNull();
    expect(fault({ ...proven, separator: { ...separator, box: { low, width: 3 } } })).toMatch(/not exact/);
  });
}); // prettier-ignore

/** Layers whose product is near the best one, the determinant of the first of a sign. */
describe.each([
  [[2, 2, 2], false],
  [[3, 3, 3], true],
  [[2, 2, 2, 3], false],
] as const)('linear networks of widths %j, with biases: %s', (widths, bias) => {
  it('every proof is checked, and is none for less evidence', () => {
    let checked = 0;
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed).fork(`linear ${widths.join()} ${bias}`);
      const normals = (count: number) => Array.from({ length: count }, () => f32(rng.normal()));
      const size = 12;
      const data = { size, x: Float32Array.from(normals(size * widths[0])), y: Float32Array.from(normals(size * widths.at(-1)!)) };
      const options = { hidden: widths.slice(1, -1), activation: 'none', bias };
      const { plugin } = registry.resolve('architecture', { use: 'core/mlp', options }, '/a');
      const shapes = { input: [widths[0]], output: [widths.at(-1)!] };
      const network = buildNetwork(plugin.build(shapes), shapes, layersOf(registry)) as GraphNetwork;
      const drawn = () => point(network.spec, normals(parameterCount(network.spec)));
      const [a, b] = [drawn(), drawn()];
      const loss = { fast: 'squared-error' } as const;
      const form = formOf(network, loss, data)!;
      const separator: Separator = { kind: 'determinant', kernels: ['dense1.kernel'] };
      const subject = { spec: network.spec, form, graph: { network, loss, data } };
      const proven = provenSeparation(subject, separator, a, b);
      if (proven === null) continue;
      checked++;
      const level = proven.lowerBound * (1 - 1e-6);
      const fault = (separation: unknown, to = b) => faultOf(form, network.spec, [a, to], level, separation);
      expect(fault(proven)).toBeNull();
      expect(fault(proven, a)).toMatch(/signs/);
      expect(fault({ ...proven, lowerBound: proven.lowerBound * 1.001 })).toMatch(/bound by rank/);
      const { tau, factor } = (proven as DeterminantSeparation).rank!;
      expect(fault({ ...proven, rank: { tau: tau * 0.99, factor } })).toMatch(/eigenvalues/);
      expect(fault({ ...proven, rank: { tau: tau * 1.5 + 1, factor } })).toMatch(/bound by rank/);
      expect(fault({ ...proven, rank: { tau, factor: factor.map((row) => row.map((entry) => entry * 0.99)) } })).toMatch(/eigenvalues/);
      expect(fault({ ...proven, rank: undefined })).toMatch(/rank: expected an object/);
    }
    expect(checked).toBeGreaterThan(1);
  });
}); // prettier-ignore
