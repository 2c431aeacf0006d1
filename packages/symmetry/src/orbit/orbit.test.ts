import { createReference, createRng, tiedAxes, type UnitSpace } from '@isthmus/core';
import { losses } from '@isthmus/core/builtin';
import type { Params, PredictionLoss } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { actWide } from '../group/act-wide.js';
import { mapWide, widenParams, type WideParams } from '../group/float64.js';
import { convnet, mlp, networksWith, randomParams } from '../testing/networks.js';
import { barycentre } from './barycentre.js';
import { lineThrough } from './orbit-line.js';
import { factorial, log10Of, orbitSize } from './orbit-size.js';

const ordersOf = (size: number): number[][] =>
  size === 0
    ? [[]]
    : ordersOf(size - 1).flatMap((order) =>
        Array.from({ length: size }, (_, at) => [
          ...order.slice(0, at),
          size - 1,
          ...order.slice(at),
        ]),
      );

/** Every permutation of every space, one after the other. */
function copiesOf(spaces: readonly UnitSpace[], params: WideParams): readonly WideParams[] {
  return spaces.reduce<readonly WideParams[]>(
    (held, space) =>
      held.flatMap((one) =>
        ordersOf(space.size).map((order) => {
          const by = new Float64Array(space.size).fill(1);
          return actWide([space], { [space.name]: { map: Int32Array.from(order), by } }, one);
        }),
      ),
    [params],
  );
}

const textOf = (params: WideParams) =>
  Object.values(params)
    .map(({ data }) => [...data].map((value) => value + 0).join())
    .join(';');

const countOf = (spaces: readonly UnitSpace[], params: Params) =>
  new Set(copiesOf(spaces, widenParams(params)).map(textOf)).size;

/** The parameters with unit `from` of the first hidden layer copied onto unit `to`. */
function twinned(params: Params, from: number, to: number): Params {
  const copied = Object.fromEntries(
    Object.entries(params).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  const [made, bias, read] = ['dense1.kernel', 'dense1.bias', 'dense2.kernel'].map(
    (name) => copied[name]!,
  );
  const [width, outs] = [made!.shape[1]!, read!.shape[1]!];
  for (let row = 0; row < made!.shape[0]!; row++)
    made!.data[row * width + to] = made!.data[row * width + from]!;
  bias!.data[to] = bias!.data[from]!;
  read!.data.copyWithin(to * outs, from * outs, (from + 1) * outs);
  return copied;
}

describe('orbitSize', () => {
  const network = mlp([2, 3, 2, 1], 'tanh');
  const { spaces } = tiedAxes(network.view);
  const params = randomParams(network, createRng(1));

  it('is 12 for 3 and 2 units, and 6 with two equal ones, as enumeration says', () => {
    const equal = twinned(params, 0, 2);
    expect([orbitSize(spaces, params).least, orbitSize(spaces, params).most]).toEqual([12n, 12n]);
    expect([orbitSize(spaces, equal).least, orbitSize(spaces, equal).most]).toEqual([6n, 6n]);
    expect(orbitSize(spaces, equal).twins).toEqual([{ space: 'dense1', units: [0, 2] }]);
    expect([countOf(spaces, params), countOf(spaces, equal)]).toEqual([12, 6]);
  });

  it('is 1 where all weights are 0, as enumeration says', () => {
    const none = Object.fromEntries(
      Object.entries(params).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((_, i) => (i % 2 === 0 ? 0 : -0)) },
      ]),
    );
    expect(orbitSize(spaces, none).most).toBe(1n);
    expect(countOf(spaces, none)).toBe(1);
  });

  it('says its bounds where units look alike whose weights differ', () => {
    const square = mlp([1, 3, 3, 1], 'tanh');
    const own = tiedAxes(square.view).spaces;
    // A circle: turning both layers by one leaves it as it is, and no exchange of two units does.
    const circle: Params = {
      'dense1.kernel': { shape: [1, 3], data: Float32Array.of(1, 1, 1) },
      'dense1.bias': { shape: [3], data: new Float32Array(3) },
      'dense2.kernel': { shape: [3, 3], data: Float32Array.of(1, 2, 3, 3, 1, 2, 2, 3, 1) },
      'dense2.bias': { shape: [3], data: new Float32Array(3) },
      'out.kernel': { shape: [3, 1], data: Float32Array.of(5, 5, 5) },
      'out.bias': { shape: [1], data: new Float32Array(1) },
    };
    const { least, most } = orbitSize(own, circle);
    const count = BigInt(countOf(own, circle));
    expect(count).toBe(12n);
    expect(least <= count && count <= most && least < most).toBe(true);
  });

  it.each(Object.entries(networksWith('relu')))(
    'of weights at random is that of all permutations: %s',
    (_, random) => {
      const all = tiedAxes(random.view).spaces;
      const { permutations, least, most } = orbitSize(all, randomParams(random, createRng(3)));
      expect([least, most]).toEqual([permutations, permutations]);
    },
  );

  it('counts in full and by logarithms', () => {
    expect(factorial(20)).toBe(2432902008176640000n);
    // Stirling's series is good to 1e-12 here; the logarithm of a number of 1167 digits.
    expect(log10Of(factorial(512))).toBeCloseTo(1166.5414, 3);
    expect([0, 1, 2].map(factorial)).toEqual([1n, 1n, 2n]);
  });
});

describe('barycentre', () => {
  it('is the mean over all joint permutations', () => {
    for (const network of [mlp([2, 3, 2, 2], 'relu'), mlp([3, 4, 1], 'tanh')]) {
      const { spaces } = tiedAxes(network.view);
      const params = widenParams(randomParams(network, createRng(5)));
      const copies = copiesOf(spaces, params);
      const mean = barycentre(spaces, params);
      for (const [name, { data }] of Object.entries(mean))
        data.forEach((value, entry) => {
          const sum = copies.reduce((total, copy) => total + copy[name]!.data[entry]!, 0);
          // Sums of a few dozen numbers of size 1.
          expect(value).toBeCloseTo(sum / copies.length, 13);
        });
    }
  });

  it('is left as it is by every permutation, through flatten and convolution too', () => {
    const network = convnet('relu');
    const { spaces } = tiedAxes(network.view);
    const mean = barycentre(spaces, widenParams(randomParams(network, createRng(6))));
    for (const space of spaces) {
      const map = Int32Array.from({ length: space.size }, (_, i) => (i + 1) % space.size);
      const by = new Float64Array(space.size).fill(1);
      const moved = actWide([space], { [space.name]: { map, by } }, mean);
      expect(textOf(moved)).toBe(textOf(mean));
    }
  });

  it('computes a chain of width 1, whose outputs lie on one line and are not equal', () => {
    const sizes = [3, 5, 4, 3];
    const network = mlp(sizes, 'tanh');
    const { spaces } = tiedAxes(network.view);
    const params = widenParams(randomParams(network, createRng(7)));
    const mean = barycentre(spaces, params);
    const loss = losses.find(({ name }) => name === 'core/mse')!.create({}) as PredictionLoss;
    const rng = createRng(8);
    const x = Float32Array.from({ length: 3 * 20 }, () => rng.normal());
    const outputs = createReference(network, loss).predict(mean, { size: 20, x });
    const chain = chainOutputs(params, sizes, x);
    outputs.forEach((value, i) => expect(value).toBeCloseTo(chain[i]!, 13));
    const { spread, off } = lineThrough(outputs, 3);
    expect(spread).toBeGreaterThan(0.01);
    expect(off).toBeLessThan(1e-14);
  });
});

/** `h_1 = σ(mean row · x + mean b)`, `h_2 = σ(m_1 mean(W_2) h_1 + mean b_2)`, `f = row sums of W_3 h_2 + b_3`. */
function chainOutputs(params: WideParams, sizes: readonly number[], x: Float32Array): number[] {
  const [inputs, first, , outputs] = sizes as [number, number, number, number];
  const data = (name: string) => params[name]!.data;
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
  const results: number[] = [];
  for (let row = 0; row * inputs < x.length; row++) {
    let z = mean(data('dense1.bias'));
    for (let i = 0; i < inputs; i++)
      z += mean(data('dense1.kernel').slice(i * first, (i + 1) * first)) * x[row * inputs + i]!;
    const h2 = Math.tanh(
      first * mean(data('dense2.kernel')) * Math.tanh(z) + mean(data('dense2.bias')),
    );
    for (let o = 0; o < outputs; o++) {
      const column = data('out.kernel').filter((_, at) => at % outputs === o);
      results.push(column.reduce((a, b) => a + b, 0) * h2 + data('out.bias')[o]!);
    }
  }
  return results;
}

it('a mean of copies is the barycentre where all are taken', () => {
  const params = widenParams(randomParams(mlp([1, 2, 1], 'relu'), createRng(9)));
  const { spaces } = tiedAxes(mlp([1, 2, 1], 'relu').view);
  const [one, other] = copiesOf(spaces, params) as [WideParams, WideParams];
  const half = mapWide(one, ({ data }, name) =>
    data.map((v, i) => (v + other[name]!.data[i]!) / 2),
  );
  expect(textOf(barycentre(spaces, params))).toBe(textOf(half));
});
