import { createRng } from '@isthmus/core';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { normalChain, normalMatrix } from '../testing/linear-networks.js';
import { productOf, type MatrixChain } from './chain-of-matrices.js';
import { linearBarrier } from './linear-barrier.js';
import type { LinearLayers } from './linear-layers.js';
import { pathOverPass } from './over-the-pass.js';

const samplesOf = (inputs: number, outputs: number, seed: number) => {
  const rng = createRng(seed);
  return { x: normalMatrix(inputs, 30, rng.fork('x')), y: normalMatrix(outputs, 30, rng.fork('y'), 3) }; // prettier-ignore
};
type Samples = ReturnType<typeof samplesOf>;

const formOf = ({ x, y }: Samples, hasBias: boolean) => ({
  inputs: x.transpose().to2DArray(),
  targets: y.transpose().to2DArray(),
  hasBias,
});

function lossOf({ layers, bias }: LinearLayers, { x, y }: Samples): number {
  const predicted = productOf(layers)
    .mmul(x)
    .addColumnVector([...bias]);
  return predicted.sub(y).norm() ** 2 / x.columns;
}

/** A layer of the block that ends last has a row reflected: its determinant has the other sign. */
const reflected = (layers: MatrixChain): MatrixChain =>
  layers.map((layer, k) => (k === layers.length - 1 ? layer.clone().mulRow(0, -1) : layer));

/** Which layers differ between two networks. */
const moved = (one: MatrixChain, other: MatrixChain) =>
  one.flatMap((layer, k) => (Matrix.sub(layer, other[k]!).norm() > 1e-12 ? [k] : []));

const WIDTHS = [[2, 2, 2], [1, 1, 1], [1, 1, 1, 1], [3, 3, 3], [2, 2, 2, 2], [3, 2, 2], [2, 2, 3], [4, 5, 3, 3], [5, 1, 1], [2, 4, 2, 2]]; // prettier-ignore
const CASES = WIDTHS.flatMap((widths) => [1, 2, 3].map((seed) => [widths.join('-'), seed, widths] as const)); // prettier-ignore

describe.each(CASES)('over the pass between networks of widths %s, seed %i', (_, seed, widths) => {
  const samples = samplesOf(widths[0]!, widths.at(-1)!, seed);
  const rng = createRng(seed);
  const bias = Array.from({ length: widths.at(-1)! }, () => 0);
  const a = normalChain(widths, rng.fork('a'));
  const b = reflected(normalChain(widths, rng.fork('b')));
  const path = pathOverPass({ layers: a, bias }, { layers: b, bias }, formOf(samples, false), rng)!;

  it('rises to the exact level and no higher', () => {
    const { ends, ofLowerRank } = linearBarrier(a, b, samples)!;
    const highest = Math.max(...path.map((vertex) => lossOf(vertex, samples)));
    const level = Math.max(ends, ofLowerRank);
    // Pseudo-inverses of random layers: some 1e-16 times the square of a condition of up to 1e3.
    expect(Math.abs(highest - level)).toBeLessThan(1e-9 * level);
  });

  it('begins and ends as it is told, and moves one layer at a time', () => {
    expect([path[0]!.layers, path.at(-1)!.layers]).toEqual([a, b]);
    for (const [i, { layers }] of path.slice(1).entries())
      expect(moved(path[i]!.layers, layers).length).toBeLessThanOrEqual(1);
  });

  it('goes through one map of lower rank all the way between', () => {
    const rank = Math.min(widths[0]!, widths.at(-1)!);
    const maps = path.slice(1, -1).map(({ layers }) => productOf(layers));
    const { diagonal } = new SingularValueDecomposition(maps[0]!, { autoTranspose: true });
    expect(diagonal[rank - 1]).toBeLessThan(1e-10);
    for (const map of maps) expect(Matrix.sub(map, maps[0]!).norm()).toBeLessThan(1e-9);
  });
});

describe('over the pass', () => {
  it('the bias of the best map of lower rank comes along', () => {
    const samples = samplesOf(2, 2, 5);
    const shifted = { x: samples.x.clone().add(2), y: samples.y.clone().add(7) };
    const ends = [1, 2].map((seed) => ({ layers: normalChain([2, 2, 2], createRng(seed)), bias: [7, 7] })); // prettier-ignore
    const path = pathOverPass(ends[0]!, ends[1]!, formOf(shifted, true), createRng(1))!;
    const pass = lossOf(path[1]!, shifted);
    const without = { ...path[1]!, bias: [0, 0] };
    expect(pass).toBeLessThan(lossOf(without, shifted));
    const nudged = { ...path[1]!, bias: path[1]!.bias.map((entry) => entry + 1e-3) };
    expect(pass).toBeLessThan(lossOf(nudged, shifted));
  });

  it('is none where a layer is narrower, or an end has lost its rank', () => {
    const samples = samplesOf(2, 2, 5);
    const narrow = { layers: normalChain([2, 1, 2], createRng(1)), bias: [0, 0] };
    const form = formOf(samples, false);
    expect(pathOverPass(narrow, narrow, form, createRng(1))).toBeNull();
    const whole = { layers: normalChain([2, 2, 2], createRng(1)), bias: [0, 0] };
    const lost = { layers: [whole.layers[0]!, Matrix.zeros(2, 2)], bias: [0, 0] };
    expect(pathOverPass(whole, lost, form, createRng(1))).toBeNull();
  });
});
