import { arcPoint, createRng, mapLeaves, type Params } from '@isthmus/core';
import { inverse, Matrix, pseudoInverse, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { greedy } from '../search/greedy.js';
import { judged } from '../testing/judged.js';
import { linearProblem, normalChain, normalMatrix } from '../testing/linear-networks.js';
import { productOf, type MatrixChain } from './chain-of-matrices.js';
import { groupPath } from './group-path.js';
import { bestLossOfRank, linearBarrier, type LinearSamples } from './linear-barrier.js';

/** Whitened inputs, and targets diag(2, 1) x. */
const whitened: LinearSamples = {
  x: new Matrix([[1, -1, 1, -1], [1, 1, -1, -1]]),
  y: new Matrix([[2, -2, 2, -2], [1, 1, -1, -1]]),
}; // prettier-ignore
const target = Matrix.diag([2, 1]);
const lossOf = (layers: MatrixChain, { x, y }: LinearSamples) =>
  Matrix.sub(productOf(layers).mmul(x), y).norm() ** 2 / x.columns;

/** A network of widths 2-2-2 with a product and a last layer. */
const optimal = (last: Matrix): MatrixChain => [inverse(last).mmul(target), last];
const mirror = Matrix.diag([1, -1]);

describe('the best loss of a rank', () => {
  it.each([
    [0, 5],
    [1, 1],
    [2, 0],
    [7, 0],
  ])('%i on whitened inputs is %d', (rank, expected) => {
    expect(Math.abs(bestLossOfRank(whitened, rank) - expected)).toBeLessThan(1e-14);
  });

  it('is what alternating least squares come down to', () => {
    const rng = createRng(2);
    const samples = {
      x: normalMatrix(4, 30, rng.fork('x')),
      y: normalMatrix(3, 30, rng.fork('y')),
    };
    for (const rank of [1, 2]) {
      let last = normalMatrix(3, rank, rng.fork(`start ${rank}`));
      let first = new Matrix([[0]]);
      for (let i = 0; i < 300; i++) {
        first = pseudoInverse(last).mmul(samples.y).mmul(pseudoInverse(samples.x));
        last = samples.y.mmul(pseudoInverse(first.mmul(samples.x)));
      }
      // Linear convergence by the ratio of two singular values, to well below this.
      expect(Math.abs(lossOf([first, last], samples) - bestLossOfRank(samples, rank))).toBeLessThan(1e-6); // prettier-ignore
    }
  });
});

describe('widths 2-2-2, whitened, with the optimum diag(2, 1)', () => {
  it('the barrier between optima of different signs is 1, and none of equal signs', () => {
    const [a, b] = [optimal(Matrix.eye(2)), optimal(mirror)];
    const apart = linearBarrier(a, b, whitened)!;
    expect(apart.signs).toEqual([[1], [-1]]);
    expect(Math.abs(apart.level - 1)).toBeLessThan(1e-14);
    const together = linearBarrier(a, optimal(Matrix.diag([3, 2])), whitened)!;
    expect(together.signs).toEqual([[1], [1]]);
    expect(together.level).toBeLessThan(1e-28);
  });

  const problemAt = async (room: number, seed: number) => {
    const last = (end: 'a' | 'b') => {
      const rotation = normalMatrix(2, 2, createRng(seed).fork(end)).mul(0.2);
      return Matrix.add(end === 'a' ? Matrix.eye(2) : mirror, rotation);
    };
    const edit = (params: Params, end: 'a' | 'b') => {
      const [first, second] = optimal(last(end));
      return mapLeaves(params, (_, name) =>
        Float32Array.from((name === 'dense1.kernel' ? first! : second!).transpose().to1DArray()),
      );
    };
    const columns = (matrix: Matrix) => Float32Array.from(matrix.transpose().to1DArray());
    const data = { size: 4, x: columns(whitened.x), y: columns(whitened.y) };
    const problem = await linearProblem({ widths: [2, 2, 2], bias: false, seed, edit, data });
    return { ...problem, level: room };
  };

  it.each([1, 2, 3, 4, 5, 6])('no search gets below it, and it is reached from above, seed %i', async (seed) => {
    const short = { maxDepth: 4, restarts: 1, maxStepsPerBead: 1000, stall: { window: 100 } };
    const below = await judged(greedy, short, await problemAt(0.97, seed), seed);
    expect(below.record.verdict).toBe('not-found');
    expect(below.record.peak.loss).toBeGreaterThanOrEqual(1);
    const above = await judged(greedy, {}, await problemAt(1.15, seed), seed);
    expect(above.record.verdict).toBe('connected');
    // What was found is an upper bound of the exact level.
    expect(above.record.peak.loss).toBeGreaterThanOrEqual(1);
  }); // prettier-ignore
});

/** The best linear map of one rank less than there are outputs. */
function bestOfLowerRank({ x, y }: LinearSamples): Matrix {
  const best = y.mmul(pseudoInverse(x));
  const svd = new SingularValueDecomposition(best.mmul(x), { autoTranspose: true });
  const u = svd.leftSingularVectors.subMatrix(0, y.rows - 1, 0, y.rows - 2);
  return u.mmul(u.transpose()).mmul(best);
}

/** The largest loss of a path that changes the sign of the last layer where the product has lost a rank. */
function constructed(a: MatrixChain, b: MatrixChain, samples: LinearSamples): number {
  const map = bestOfLowerRank(samples);
  const [, last] = a as [Matrix, Matrix];
  const first = inverse(last).mmul(map);
  const { leftSingularVectors } = new SingularValueDecomposition(first, { autoTranspose: true });
  const n = leftSingularVectors.getColumnVector(first.rows - 1);
  const flipped = last.mmul(Matrix.eye(last.columns).sub(n.mmul(n.transpose()).mul(2)));
  const turned = alongGroup([first, flipped], b[1]!);
  const stations: MatrixChain[] = [a, [first, last], [first, flipped], ...turned, b];
  const losses = stations.slice(1).flatMap((to, i) =>
    [0, 0.1, 0.5, 0.9, 1].map((t) => {
      const at = to.map((layer, k) =>
        Matrix.mul(stations[i]![k]!, 1 - t).add(Matrix.mul(layer, t)),
      );
      return lossOf(at, samples);
    }),
  );
  return Math.max(...losses);
}

/** Points so close on the arcs to another last layer of the same sign that their chords are too. */
function alongGroup([first, last]: MatrixChain, to: Matrix): readonly MatrixChain[] {
  let [w1, w2] = [first!, last!];
  const points: MatrixChain[] = [];
  for (const generator of groupPath(last!, to)) {
    const acting = generator.transpose().mul(-1).to2DArray();
    const factor = { kind: 'linear', makes: [{ leaf: 'w1', axis: 1 }], reads: [{ leaf: 'w2', axis: 0 }], generator: acting } as const; // prettier-ignore
    const leaf = (matrix: Matrix) => ({ shape: [matrix.columns, matrix.rows], data: Float32Array.from(matrix.transpose().to1DArray()) }); // prettier-ignore
    const start = { w1: leaf(w1), w2: leaf(w2) };
    for (let i = 1; i <= 200; i++) {
      const point = arcPoint({ kind: 'arc', factors: [factor] }, start, i / 200);
      const matrix = ({ shape, data }: { shape: readonly number[]; data: Float64Array }) => Matrix.from1DArray(shape[0]!, shape[1]!, [...data]).transpose(); // prettier-ignore
      [w1, w2] = [matrix(point.w1!), matrix(point.w2!)];
      points.push([w1, w2]);
    }
  }
  return points;
}

describe.each([1, 2, 3, 4])('random square networks, seed %i', (seed) => {
  const rng = createRng(seed);
  const samples = { x: normalMatrix(3, 40, rng.fork('x')), y: normalMatrix(3, 40, rng.fork('y')) };
  const a = normalChain([3, 3, 3], rng.fork('a'));
  const b = normalChain([3, 3, 3], rng.fork('b'));
  const other: MatrixChain = [a[0]!, Matrix.mul(b[1]!, -1)];

  it('the predicted level is that of a path which is constructed', () => {
    const pairs = [[a, b], [a, other]] as const; // prettier-ignore
    const apart = pairs.filter(([p, q]) => {
      const { signs } = linearBarrier(p, q, samples)!;
      return signs[0][0]! * signs[1][0]! < 0;
    });
    expect(apart).toHaveLength(1);
    for (const [p, q] of apart) {
      const { level } = linearBarrier(p, q, samples)!;
      // Chords of 200 parts of each arc, and vertices of it in float32.
      expect(Math.abs(constructed(p, q, samples) / level - 1)).toBeLessThan(1e-3);
    }
  });
});

describe('signs', () => {
  const one = (...w: readonly number[]): MatrixChain => w.map((entry) => new Matrix([[entry]]));
  const samples = { x: new Matrix([[1]]), y: new Matrix([[1]]) };

  it('of w1 w2 = 1 tell two components apart, of w1 w2 w3 = 1 four', () => {
    const two = [one(1, 1), one(-1, -1)];
    const four = [one(1, 1, 1), one(-1, -1, 1), one(1, -1, -1), one(-1, 1, -1)];
    for (const all of [two, four]) {
      const seen = all.map((chain) => linearBarrier(chain, chain, samples)!.signs[0].join());
      expect(new Set(seen).size).toBe(all.length);
      for (const [i, p] of all.entries())
        for (const [j, q] of all.entries())
          expect(linearBarrier(p, q, samples)!.level).toBe(i === j ? 0 : 1);
    }
  });

  it('are the same on both sides of a transposed network', () => {
    const rng = createRng(9);
    const tall = normalChain([5, 2, 3, 2, 2], rng.fork('chain'));
    const flat = tall.map((layer) => layer.transpose()).reverse();
    const signsOf = (chain: MatrixChain, inputs: number, outputs: number) => {
      const data = { x: normalMatrix(inputs, 9, rng), y: normalMatrix(outputs, 9, rng) };
      return linearBarrier(chain, chain, data)!.signs[0];
    };
    expect(signsOf(tall, 5, 2)).toHaveLength(2);
    expect(signsOf(flat, 2, 5)).toEqual(signsOf(tall, 5, 2));
  });

  it('of a single hidden unit of QUARTICLOSS: to change one, a path passes the loss of predicting 0', () => {
    const rng = createRng(6);
    const data = { x: normalMatrix(3, 20, rng.fork('x')), y: normalMatrix(1, 20, rng.fork('y')) };
    const best = data.y.mmul(pseudoInverse(data.x));
    const network = (w1: number): MatrixChain => [Matrix.div(best, w1), new Matrix([[w1]])];
    const atZero = data.y.norm() ** 2 / 20;
    expect(Math.abs(linearBarrier(network(2), network(-1), data)!.level - atZero)).toBeLessThan(
      1e-12,
    );
    expect(linearBarrier(network(2), network(1), data)!.level).toBeLessThan(atZero);
  });

  it('play no part where all layers are wide, and nothing is claimed where one is narrow', () => {
    const rng = createRng(4);
    const data = { x: normalMatrix(2, 9, rng), y: normalMatrix(2, 9, rng) };
    const wide = () => normalChain([2, 3, 2], rng.fork('w'));
    expect(linearBarrier(wide(), wide(), data)).toMatchObject({ signs: [[], []] });
    const narrow = normalChain([2, 1, 2], rng);
    expect(linearBarrier(narrow, narrow, data)).toBeNull();
  });
});
