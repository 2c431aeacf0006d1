import { noMeasures } from '../../measures/no-measures.js';
import { z } from 'zod';
import { createRng, permutation } from '@isthmus/contract/base';
import { define } from '@isthmus/contract';
import type { GroupElement, GroupFactor, NetworkView, Symmetry } from '@isthmus/contract';
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

/** What a factor makes of an array: signs go to all three, as tanh is odd. */
function actedBy(factor: GroupFactor, data: Float32Array): Float32Array {
  if (factor.kind === 'permutation') return Float32Array.from(factor.map, (i) => data[i]!);
  if (factor.kind === 'sign' || factor.kind === 'scaling')
    return data.map((value, i) => value * factor.by[i]!);
  throw new Error(`units of tanh know no ${factor.kind}`);
}

const acting = (factors: readonly GroupFactor[], params: Params) =>
  mapLeaves(params, ({ data }) =>
    factors.reduce<Float32Array>((moved, each) => actedBy(each, moved), data.slice()),
  );

const inverse = (map: Int32Array) => map.map((_, i) => map.indexOf(i));

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
  act: (_, given, params) => acting(given['unit']!, params),
};

/** By the sizes of the biases, and then by their signs. */
export const byBiasAndSign: Symmetry = {
  align: (_, a, b) => {
    const [ofA, ofB] = [a, b].map((each) => leafOf(each, 'c').data) as [Float32Array, Float32Array];
    const { rank } = ranks(ofA.map(Math.abs));
    const { order } = ranks(ofB.map(Math.abs));
    const map = Int32Array.from(rank, (place) => order[place]!);
    const by = Int8Array.from(map, (from, i) => Math.sign(ofA[i]!) * Math.sign(ofB[from]!));
    return {
      unit: [
        { kind: 'permutation', map },
        { kind: 'sign', by },
      ],
    };
  },
  act: byBias.act,
};

/** Each into the order of the biases. */
export const byBiasTogether: NonNullable<Symmetry['alignAll']> = (_, models) => [
  {
    label: 'by bias',
    elements: models.map((model) => element(Int32Array.from(ranks(leafOf(model, 'c').data).order))),
  },
];

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

/** The same with signs among what is planted. */
export const signed: SymmetryCase = {
  ...given,
  planted: {
    unit: [...given.planted['unit']!, { kind: 'sign', by: Int8Array.of(1, -1, 1, -1, -1) }],
  },
};

let calls = 0;

type Fault = readonly [code: string, symmetry: Symmetry, given?: SymmetryCase];

const faults: Readonly<Record<string, Fault>> = {
  'permutes one array alone': [
    'conformance/symmetry-function',
    {
      ...byBias,
      act: (_, given, params) =>
        mapLeaves(params, ({ data }, name) =>
          name === 'c' ? acting(given['unit']!, params)['c']!.data : data.slice(),
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
  'acts by the inverse map': [
    'conformance/symmetry-composition',
    {
      ...byBias,
      act: (_, given, params) =>
        acting(
          given['unit']!.map((factor) =>
            factor.kind === 'permutation' ? { ...factor, map: inverse(factor.map) } : factor,
          ),
          params,
        ),
    },
    { ...given, planted: element(Int32Array.of(1, 0, 2, 4, 3)) },
  ],
  'acts by the first factor alone': [
    'conformance/symmetry-composition',
    { ...byBias, act: (_, given, params) => acting(given['unit']!.slice(0, 1), params) },
  ],
  'passes over signs': [
    'conformance/symmetry-still',
    {
      ...byBias,
      act: (_, given, params) =>
        acting(
          given['unit']!.filter(({ kind }) => kind === 'permutation'),
          params,
        ),
    },
    signed,
  ],
  'writes into the spec of the network': [
    'conformance/symmetry-impure',
    {
      ...byBias,
      align: (view, ...rest) => {
        (view.spec.leaves as unknown[]).reverse();
        return byBias.align(view, ...rest);
      },
    },
  ],
  'aligns each network to the one before it, and calls it a frame': [
    'conformance/symmetry-not-together',
    {
      ...byBias,
      alignAll: (view, models, rng, measures) => [
        {
          label: 'chain',
          elements: models.map((model, i) =>
            byBias.align(view, models[Math.max(0, i - 1)]!, model, rng, measures),
          ),
        },
      ],
    },
  ],
  'has no element for one of the networks': [
    'conformance/symmetry-frame',
    {
      ...byBias,
      alignAll: (...args) =>
        byBiasTogether(...args).map((frame) => ({ ...frame, elements: frame.elements.slice(1) })),
    },
  ],
  'counts its calls in frames': [
    'conformance/symmetry-not-deterministic',
    {
      ...byBias,
      alignAll: (...args) =>
        byBiasTogether(...args).map((frame) => ({ ...frame, label: `call ${calls++}` })),
    },
  ],
  'writes into the networks that it aligns together': [
    'conformance/symmetry-impure',
    {
      ...byBias,
      alignAll: (view, models, rng, measures) => {
        const frames = byBiasTogether(view, models, rng, measures);
        leafOf(models[1]!, 'w').data.sort();
        return frames;
      },
    },
  ],
  'finds nothing': [
    'conformance/symmetry-not-recovered',
    { ...byBias, align: () => element(Int32Array.of(0, 1, 2, 3, 4)) },
  ],
};

export const planted: readonly Planted[] = Object.entries(faults).map(
  ([fault, [code, symmetry, tried = given]]) => ({
    fault,
    code,
    checks: () => checkSymmetry(plugin(symmetry), { cases: [tried] }),
  }),
);
