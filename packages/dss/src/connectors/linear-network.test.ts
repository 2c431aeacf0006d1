import { mapLeaves, sameBits, type Params } from '@isthmus/core';
import { analyticProblem, doubleWell } from '@isthmus/core/conformance';
import type { Path, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { judged } from '../testing/judged.js';
import { linearProblem } from '../testing/linear-networks.js';
import { linearNetworkPath, type LinearNetworkOptions } from './linear-network.js';

type Method = LinearNetworkOptions['method'];
const run = (problem: Problem, method: Method, pieces = 64) =>
  judged(linearNetworkPath, { method, pieces }, problem);

const cases: readonly (readonly [Method, readonly number[], boolean, readonly string[]])[] = [
  ['auto', [3, 8, 2], true, ['segment']],
  ['auto', [2, 2, 3], false, ['arc', 'segment']],
  ['segments', [3, 4, 3], true, ['segment']],
  ['segments', [2, 3, 4, 5], true, ['segment']],
  ['segments', [4, 1], true, ['segment']],
  ['closed-form', [3, 4, 1], true, ['segment']],
  ['closed-form', [3, 2, 1], false, ['segment']],
  ['arcs', [3, 4, 1], true, ['arc', 'segment']],
  ['arcs', [3, 5, 2], false, ['arc', 'segment']],
  ['arcs', [2, 5, 3], true, ['arc', 'segment']],
  ['arcs', [1, 2, 4], true, ['arc', 'segment']],
];

/** Two networks of equal signs where the layers are square: by the seeds that have them. */
async function agreeing(widths: readonly number[], bias: boolean): Promise<Problem> {
  for (let seed = 1; seed < 20; seed++) {
    const problem = await linearProblem({ widths, bias, seed });
    if (widths.length === 2 || !widths.every((width, i) => i === 2 || width === 2)) return problem;
    const kernel = widths[0]! <= widths.at(-1)! ? 'dense1.kernel' : 'dense2.kernel';
    const signOf = (params: Params) => {
      const [p, q, r, s] = params[kernel]!.data;
      return Math.sign(p! * s! - q! * r!);
    };
    if (signOf(problem.a) === signOf(problem.b)) return problem;
  }
  throw new Error('no pair of equal signs');
}

function keepsWhatItKnows({ vertices, elements }: Path, problem: Problem): void {
  elements.forEach((element, i) => {
    const [from, to] = [vertices[i]!, vertices[i + 1]!];
    if (element.kind === 'arc' || element.known === undefined) return;
    const at = (t: number) => problem.valueBetween(from, to, t);
    const [start, end] = [at(0), at(1)];
    for (const t of [0.2, 0.5, 0.8])
      // Sums of some dozens of terms in float64; the vertices themselves are what is measured.
      expect(at(t)).toBeLessThanOrEqual((1 - t) * start + t * end + 1e-12 * (1 + start + end));
  });
}

describe.each(cases)('method %s on widths %j, biases %s', (method, widths, bias, kinds) => {
  it('joins them below their level, with elements that keep their word', async () => {
    const problem = await agreeing(widths, bias);
    const { record, path } = await run(problem, method);
    expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled', reason: null });
    expect([...new Set(path.elements.map(({ kind }) => kind))].sort()).toEqual(kinds);
    expect(path.elements.every(({ known }) => known !== undefined)).toBe(true);
    expect(sameBits(path.vertices[0]!, problem.a)).toBe(true);
    expect(sameBits(path.vertices.at(-1)!, problem.b)).toBe(true);
    keepsWhatItKnows(path, problem);
  });
});

describe('the curve', () => {
  it.each([
    { widths: [3, 4, 2], bias: true },
    { widths: [2, 5, 4], bias: false },
  ])('on $widths comes down to its ends as its pieces get finer', async ({ widths, bias }) => {
    const problem = await linearProblem({ widths, bias, room: 0.05 });
    const top = Math.max(problem.value(problem.a), problem.value(problem.b));
    const excesses: number[] = [];
    for (const pieces of [32, 256]) {
      const { record, path } = await run(problem, 'curve', pieces);
      expect(path.elements.every(({ kind, known }) => kind === 'segment' && known === undefined || known === 'convex')).toBe(true); // prettier-ignore
      excesses.push(Math.max(0, record.peak.loss - top));
    }
    // O(1/n²): 64 times less for 8 times the pieces, up to float32.
    expect(excesses[1]!).toBeLessThan(excesses[0]! / 20 + 1e-5 * top);
    expect(excesses[1]!).toBeLessThan(1e-2 * top);
  });
});

describe('a level without room', () => {
  it('is not claimed where rounding is above it', async () => {
    const problem = await linearProblem({ widths: [3, 4, 3], room: -0.1 });
    const { record } = await run(problem, 'segments');
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'above-level' });
  });
});

describe('what does not apply is refused by name', () => {
  const zeroed = (params: Params, end: 'a' | 'b') =>
    mapLeaves(params, ({ data }, name) =>
      end === 'a' && name === 'dense2.kernel' ? new Float32Array(data.length) : data,
    );
  const flipped = (params: Params, end: 'a' | 'b') =>
    mapLeaves(params, ({ data }, name) => {
      if (name !== 'dense2.kernel') return data;
      return Float32Array.of(end === 'a' ? 1 : -1, 0, 0, 1);
    });
  const plain = () => Promise.resolve(analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 2 })); // prettier-ignore
  const refused: readonly (readonly [string, Method, () => Promise<Problem>, RegExp])[] = [
    ['a loss without a network', 'auto', plain, /deep linear networks/],
    ['activations', 'auto', () => linearProblem({ widths: [2, 4, 1], activation: 'tanh' }), /without activations/],
    ['a layer as narrow as the rank', 'segments', () => linearProblem({ widths: [3, 3, 3] }), /needs more than 3/],
    ['a bottleneck', 'auto', () => linearProblem({ widths: [3, 2, 3] }), /Nothing is known/],
    ['deep networks that are too narrow', 'auto', () => linearProblem({ widths: [3, 4, 2, 3] }), /needs more than 3/],
    ['deep networks with one narrow layer', 'auto', () => linearProblem({ widths: [3, 2, 4, 3] }), /needs more than 3/],
    ['arcs of three layers', 'arcs', () => linearProblem({ widths: [2, 4, 4, 2] }), /two layers/],
    ['two outputs in closed form', 'closed-form', () => linearProblem({ widths: [2, 3, 2] }), /one output/],
    ['a narrow curve', 'curve', () => linearProblem({ widths: [3, 3, 3] }), /needs more than 3/],
    ['a curve of three layers', 'curve', () => linearProblem({ widths: [2, 4, 4, 2] }), /two layers/],
  ]; // prettier-ignore
  // Weights are no fault of the experiment: its other strategies go on.
  const inapplicable: readonly (readonly [string, Method, () => Promise<Problem>, RegExp])[] = [
    ['determinants of other signs', 'arcs', () => linearProblem({ widths: [2, 2, 2], edit: flipped }), /different signs/],
    ['deep networks with a square layer, too narrow', 'auto', () => linearProblem({ widths: [3, 3, 4, 3] }), /needs more than 3/],
    ['a layer that is zero', 'arcs', () => linearProblem({ widths: [2, 3, 1], edit: zeroed }), /depend on each other/],
    ['a zero layer in closed form', 'closed-form', () => linearProblem({ widths: [2, 3, 1], edit: zeroed }), /zero/],
    ['one unit with another weight', 'closed-form', () => linearProblem({ widths: [2, 1, 1] }), /last layers are equal/],
  ]; // prettier-ignore
  it.each(inapplicable)('%s: the straight line, and why', async (_, method, problem, message) => {
    const { record } = await run(await problem(), method);
    expect(record.beads).toBe(0);
    expect(record.details?.['inapplicable']).toMatch(message);
    // Nothing was proved, as nobody could: no data are known here.
    expect(record).toMatchObject({ separation: null });
  });

  it.each(refused)('%s', async (_, method, problem, message) => {
    await expect(problem().then((given) => run(given, method))).rejects.toThrow(message);
  });
});
