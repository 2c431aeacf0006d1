import { noMeasures } from '../../measures/no-measures.js';
import { z } from 'zod';
import { createRng, permutation } from '@isthmus/contract/base';
import { define } from '@isthmus/contract';
import type { GroupElement, NetworkView, Symmetry } from '@isthmus/contract';
import { leafOf, mapLeaves, type Params } from '@isthmus/contract/parameters';
import { checkSymmetry, type SymmetryCase } from '../check-symmetry.js';
import type { Planted } from './planted.js';

export const UNITS = 5;

/** `f(x) = Σ v_i tanh(w_i x + c_i)`: a function of three vectors whose entries move together. */
const network: NetworkView = {
  spec: { leaves: ['w', 'c', 'v'].map((name) => ({ name, shape: [UNITS], axes: ['unit'] })) },
};

function predict(params: Params): Float64Array {
  const [w, c, v] = ['w', 'c', 'v'].map((name) => leafOf(params, name).data);
  const inputs = Float64Array.from({ length: 9 }, (_, i) => i / 2 - 2);
  return inputs.map((x) =>
    v!.reduce((sum, each, i) => sum + each * Math.tanh(w![i]! * x + c![i]!), 0),
  );
}

function drawn(seed: number): Params {
  const rng = createRng(seed);
  const leaf = () => ({
    shape: [UNITS],
    data: Float32Array.from({ length: UNITS }, () => rng.normal()),
  });
  return { w: leaf(), c: leaf(), v: leaf() };
}

export const element = (map: Int32Array): GroupElement => ({
  unit: [{ kind: 'permutation', map }],
});

const mapOf = (given: GroupElement) => {
  const factor = given['unit']![0]!;
  return factor.kind === 'permutation' ? factor.map : new Int32Array(UNITS);
};

const ranks = (values: Float32Array) => {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
  return { order, rank: values.map((_, i) => order.indexOf(i)) };
};

/** Brings units into the order of their biases in a. */
export const byBias: Symmetry = {
  align: (_, a, b) => {
    const { rank } = ranks(leafOf(a, 'c').data);
    const { order } = ranks(leafOf(b, 'c').data);
    return element(Int32Array.from(rank, (place) => order[place]!));
  },
  act: (_, given, params) =>
    mapLeaves(params, ({ data }) => Float32Array.from(mapOf(given), (i) => data[i]!)),
};

export function plugin(symmetry: Symmetry) {
  return define({
    kind: 'symmetry',
    name: 'test/by-bias',
    summary: 'Sorts units by their bias.',
    sources: [],
    options: z.strictObject({}),
    create: () => symmetry,
  });
}

export const given: SymmetryCase = {
  name: 'five units',
  network,
  a: drawn(1),
  b: drawn(2),
  planted: element(Int32Array.of(3, 0, 4, 1, 2)),
  predict,
};

let calls = 0;

const faults: Readonly<Record<string, readonly [code: string, symmetry: Symmetry]>> = {
  'permutes one array alone': [
    'conformance/symmetry-function',
    {
      ...byBias,
      act: (_, given, params) =>
        mapLeaves(params, ({ data }, name) =>
          name === 'c' ? Float32Array.from(mapOf(given), (i) => data[i]!) : data.slice(),
        ),
    },
  ],
  'forgets an array': [
    'conformance/symmetry-shapes',
    {
      ...byBias,
      act: (view, given, params) => {
        const { w, c } = byBias.act(view, given, params);
        return { w: w!, c: c! };
      },
    },
  ],
  'writes into its argument': [
    'conformance/symmetry-impure',
    {
      ...byBias,
      align: (view, a, b, rng) => {
        const found = byBias.align(view, a, b, rng, noMeasures());
        leafOf(b, 'w').data.sort();
        return found;
      },
    },
  ],
  'hands its argument back': [
    'conformance/symmetry-shared',
    {
      align: () => element(Int32Array.from({ length: UNITS }, (_, i) => i)),
      act: (_, __, params) => params,
    },
  ],
  'counts its calls': [
    'conformance/symmetry-not-deterministic',
    { ...byBias, align: () => element(permutation(UNITS, createRng(calls++))) },
  ],
  'returns a class': [
    'conformance/symmetry-not-plain',
    {
      ...byBias,
      align: (...args) =>
        Object.assign(new Map(), byBias.align(...args)) as unknown as GroupElement,
    },
  ],
  'chooses by nothing known': [
    'conformance/symmetry-choose',
    { ...byBias, choose: 'luck' as never },
  ],
  'refuses without a word': ['conformance/symmetry-refusal', { ...byBias, refusal: () => '' }],
  'gives two candidates one label': [
    'conformance/symmetry-labels',
    {
      ...byBias,
      candidates: (...args) => {
        const found = byBias.align(...args);
        return [1, 2].map(() => ({ label: 'x', element: found }));
      },
    },
  ],
  'proposes what is no symmetry': [
    'conformance/symmetry-function',
    {
      ...byBias,
      candidates: (...args) => [
        { label: 'good', element: byBias.align(...args) },
        { label: 'bad', element: { unit: [] } },
      ],
      act: (view, given, params) =>
        given['unit']!.length > 0
          ? byBias.act(view, given, params)
          : mapLeaves(params, ({ data }) => data.map((value) => 2 * value)),
    },
  ],
  'counts its calls in candidates': [
    'conformance/symmetry-not-deterministic',
    {
      ...byBias,
      candidates: (...args) => [{ label: `call ${calls++}`, element: byBias.align(...args) }],
    },
  ],
  'writes into its argument in candidates': [
    'conformance/symmetry-impure',
    {
      ...byBias,
      candidates: (view, a, b, rng) => {
        const element = byBias.align(view, a, b, rng, noMeasures());
        leafOf(a, 'w').data.sort();
        return [{ label: 'x', element }];
      },
    },
  ],
  'has no candidate for a copy': [
    'conformance/symmetry-not-recovered',
    {
      ...byBias,
      candidates: () => [{ label: 'stay', element: element(Int32Array.of(0, 1, 2, 3, 4)) }],
    },
  ],
  'shuffles equal networks': [
    'conformance/symmetry-moves-equal',
    { ...byBias, align: () => element(Int32Array.of(1, 2, 3, 4, 0)) },
  ],
  'finds nothing': [
    'conformance/symmetry-not-recovered',
    { ...byBias, align: () => element(Int32Array.of(0, 1, 2, 3, 4)) },
  ],
};

export const planted: readonly Planted[] = Object.entries(faults).map(
  ([fault, [code, symmetry]]) => ({
    fault,
    code,
    checks: () => checkSymmetry(plugin(symmetry), { cases: [given] }),
  }),
);
