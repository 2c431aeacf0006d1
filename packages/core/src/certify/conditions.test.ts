import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { mapLeaves, type Params } from '@isthmus/contract/parameters';
import { check, faults } from '../checker/testing/example.js';
import { chain, dense, NETWORKS, type NetworkJson } from '../checker/testing/networks.js';
import {
  acceptsAs,
  proofOf,
  randomVertex,
  written,
  type ToProve,
} from './testing/written-proof.js';

type Change = readonly [leaf: string, change: (data: Float32Array) => void];

/** A copy with some arrays changed. */
function changed(params: Params, changes: readonly Change[]): Params {
  return mapLeaves(params, ({ data }, name) => {
    const copy = data.slice();
    for (const [leaf, change] of changes) if (leaf === name) change(copy);
    return copy;
  });
}

const moved: Change[1] = (data) => {
  for (let i = 0; i < data.length; i++) data[i]! += Math.fround(0.05 * (i + 1));
};

/** Entries of one column of a kernel `[rows, columns]`, or one entry of a bias. */
const column =
  (at: number, columns: number, to?: number): Change[1] =>
  (data) => {
    for (let i = at; i < data.length; i += columns) data[i] = to ?? data[i]! + 0.1;
  };

const row =
  (at: number, columns: number, to: number): Change[1] =>
  (data) =>
    void data.fill(to, at * columns, (at + 1) * columns);

const relu = NETWORKS['relu']!;
const deep = NETWORKS['deepLinear']!;
const norm = chain([2], [2], [dense(3), ['batch-norm', { eps: 1e-3 }], dense(2)]);
const mean = chain([4, 4, 1], [2], [['conv2d', { filters: 2, kernelSize: 3, strides: 1, padding: 'same', bias: true }], ['avg-pool', { size: 2, strides: 2, padding: 'valid' }], ['flatten'], dense(2)]); // prettier-ignore
const pooled = NETWORKS['maxPool']!;
const twice = NETWORKS['symmetric']!;
const residual: NetworkJson = {
  ...NETWORKS['residual']!,
  nodes: NETWORKS['residual']!.nodes.map((node) =>
    node.id === 'first' ? { ...node, options: { units: 3, bias: true } } : node,
  ),
};

/** By network: what is so at both ends, and what moves from one to the other. */
const CASES: readonly (readonly [
  string,
  NetworkJson,
  'constant' | 'convex' | 'leaves',
  readonly Change[],
  readonly Change[],
])[] = [
  ['nothing moves', relu, 'constant', [], []],
  ['the last layer moves', relu, 'convex', [], [['n4.kernel', moved], ['n4.bias', moved]]],
  ['the first layer moves', relu, 'leaves', [], [['n0.kernel', moved]]],
  ['a hidden bias moves', relu, 'leaves', [], [['n2.bias', column(1, 3)]]],
  ['a unit moves that nothing reads', relu, 'constant', [['n4.kernel', row(1, 2, 0)]], [['n2.kernel', column(1, 3)], ['n2.bias', column(1, 3)]]],
  ['a unit moves that is read at one end', relu, 'leaves', [['n4.kernel', row(1, 2, 0)]], [['n2.kernel', column(1, 3)], ['n4.kernel', row(1, 2, 0.3)]]],
  ['another unit moves than the one that nothing reads', relu, 'leaves', [['n4.kernel', row(1, 2, 0)]], [['n2.kernel', column(2, 3)]]],
  ['a unit that nothing reads moves beside the last layer', relu, 'convex', [['n4.kernel', row(1, 2, 0)]], [['n2.kernel', column(1, 3)], ['n4.bias', moved]]],
  ['units of the first layer move that dead units read alone', relu, 'constant', [['n4.kernel', row(1, 2, 0)], ['n2.kernel', row(3, 3, 0)]], [['n0.kernel', column(3, 4)]]],
  ['the middle layer of a linear network moves', deep, 'convex', [], [['n1.kernel', moved], ['n1.bias', moved]]],
  ['the first layer of a linear network moves', deep, 'convex', [], [['n0.kernel', moved]]],
  ['two layers of a linear network move', deep, 'leaves', [], [['n0.kernel', moved], ['n2.kernel', moved]]],
  ['two layers move, where what moves is not read by what does', deep, 'convex', [['n1.kernel', row(0, 3, 0)]], [['n0.kernel', column(0, 3)], ['n1.kernel', (data) => { data[4]! += 0.2; }]]],
  ['a shift of a normalization moves', norm, 'convex', [], [['n1.beta', moved]]],
  ['a scale and a shift move', norm, 'convex', [], [['n1.gamma', moved], ['n1.beta', moved]]],
  ['a mean moves', norm, 'convex', [], [['n1.mean', moved]]],
  ['a variance moves', norm, 'leaves', [], [['n1.variance', moved]]],
  ['a scale and a mean of one channel move', norm, 'leaves', [], [['n1.gamma', column(1, 3)], ['n1.mean', column(1, 3)]]],
  ['a scale and a mean of two channels move', norm, 'convex', [], [['n1.gamma', column(1, 3)], ['n1.mean', column(2, 3)]]],
  ['a scale moves, and what it reads', norm, 'leaves', [], [['n1.gamma', moved], ['n0.kernel', moved]]],
  ['a convolution moves before a mean', mean, 'convex', [], [['n0.kernel', moved], ['n0.bias', moved]]],
  ['a convolution moves, and what reads it', mean, 'leaves', [], [['n0.bias', moved], ['n3.kernel', moved]]],
  ['a filter moves that nothing reads', pooled, 'constant', [['n4.kernel', (data) => { for (let i = 0; i < data.length; i++) if (Math.floor(i / 2) % 2 === 1) data[i] = 0; }]], [['n0.kernel', column(1, 2)], ['n0.bias', column(1, 2)]]],
  ['a filter moves before the largest of windows', pooled, 'leaves', [], [['n0.bias', column(1, 2)]]],
  ['what moves goes to the largest of windows and through no activation', twice, 'leaves', [], [['n0.bias', moved]]],
  ['a convolution moves behind the largest of windows', twice, 'convex', [], [['n2.kernel', moved]]],
  ['a branch of a sum moves', residual, 'convex', [], [['inner.kernel', moved], ['inner.bias', moved]]],
  ['what all branches of a sum read moves', residual, 'leaves', [], [['first.bias', moved]]],
  ['two branches of a sum move, one of them read by the other', residual, 'leaves', [], [['first.bias', moved], ['inner.kernel', moved]]],
]; // prettier-ignore

describe('an element on which', () => {
  it.each(CASES)('%s', (_, network, kind, both, moves) => {
    const from = changed(randomVertex(network, 7), both);
    const { outcome, bundle } = written({ network, vertices: [from, changed(from, moves)], times: 3 }); // prettier-ignore
    if (outcome.tag !== 'certified') throw new Error(JSON.stringify(outcome));
    expect(outcome.elements[0]!.kind).toBe(kind);
    expect(faults(bundle!)).toEqual([]);
    // The checker, which shares no line, draws the same line.
    expect(acceptsAs(bundle!, 0, { kind: 'constant' })).toBe(kind === 'constant');
    expect(acceptsAs(bundle!, 0, { kind: 'convex' })).toBe(kind !== 'leaves');
    expect(acceptsAs(bundle!, 0, { kind: 'arc', closing: [[0, 0, 9e9]] })).toBe(false);
  });

  it('is bounded by its vertices alone, in no leaves', () => {
    const from = randomVertex(relu, 7);
    const to = changed(from, [['n4.kernel', moved]]);
    const { outcome } = written({ network: relu, vertices: [from, from, to] });
    expect(outcome).toMatchObject({ tag: 'certified', leaves: 0 });
    const ends = [from, to].map((at) => proofOf({ network: relu, vertices: [at, at] }, 99).lower!);
    const level = 1.01 * Math.max(...ends);
    expect(outcome.upper! / (Math.max(...ends) + 1e-6 * level)).toBeCloseTo(1, 9);
  });

  it('would be convex is bounded by leaves where the loss is not convex', () => {
    const from = randomVertex(relu, 7);
    const to = changed(from, [['n4.kernel', moved]]);
    const wanted = { network: relu, vertices: [from, to], changed: { convex: false } };
    expect(proofOf(wanted, 99)).toMatchObject({ elements: [{ kind: 'leaves' }] });
    expect(proofOf({ ...wanted, vertices: [from, from] }, 99)).toMatchObject({
      elements: [{ kind: 'constant' }],
    });
  });

  it.each(['constant', 'convex'] as const)('a strategy says that it is %s is not believed', (known) => {
    const from = randomVertex(relu, 7);
    const to = changed(from, [['n0.kernel', moved]]);
    const elements = [{ kind: 'segment', known }] as const;
    const { outcome, bundle } = written({ network: relu, vertices: [from, to], elements, times: 3 }); // prettier-ignore
    expect(outcome).toMatchObject({ tag: 'certified', elements: [{ kind: 'leaves' }] });
    expect(check(bundle!).holds).toBe(true);
  }); // prettier-ignore

  it('has an end at the level itself says that a proof needs slack', () => {
    const from = randomVertex(relu, 7);
    const dead = changed(from, [['n4.kernel', row(1, 2, 0)]]);
    const cases: readonly (readonly Params[])[] = [
      [dead, changed(dead, [['n2.bias', column(1, 3)]])],
      [from, changed(from, [['n4.bias', moved]])],
    ];
    for (const vertices of cases)
      expect(written({ network: relu, vertices, times: 1 }).outcome).toMatchObject({
        tag: 'undecided',
        reason: expect.stringMatching(/needs slack.*"times": 1.001/) as string,
      });
  });

  it('has an end above the level is refuted there', () => {
    const from = randomVertex(relu, 7);
    const vertices = [from, changed(from, [['n4.bias', moved]])];
    expect(written({ network: relu, vertices, times: 0.99 }).outcome.tag).toBe('refuted');
  });
});

describe('the share of wrongly classified samples', () => {
  it('is known of an element that is convex or constant, and no smaller than at its ends', () => {
    const wanted: ToProve = { network: relu, loss: 'core/cross-entropy', vertices: [] };
    const from = randomVertex(relu, 7, 1.5);
    const to = changed(from, [['n4.kernel', moved], ['n4.bias', column(0, 2, 3)]]); // prettier-ignore
    const rates = [[from, from], [to, to], [from, to]].map((vertices) => proofOf({ ...wanted, vertices }, 99).errorRate!); // prettier-ignore
    expect(rates[2]).toBeGreaterThanOrEqual(Math.max(rates[0]!, rates[1]!));
    expect(rates[2]).toBeLessThan(1);
  });
});

describe('random networks with random zeros, of which random arrays move', () => {
  const all = { relu, deep, norm, mean, pooled, residual };
  it.each(Object.entries(all))('are judged alike by certifier and checker (%s)', (_, network) => {
    const kinds = new Map<string, number>();
    for (let seed = 0; seed < 40; seed++) {
      const rng = createRng(seed).fork('moves');
      const sparse = mapLeaves(randomVertex(network, seed), ({ data }, name) =>
        data.map((w) => (name.endsWith('kernel') && rng.next() < 0.5 ? 0 : w)),
      );
      const chosen = Object.keys(sparse).filter(() => rng.next() < 0.3);
      const to = mapLeaves(sparse, ({ data }, name) =>
        data.map((w) => (chosen.includes(name) && rng.next() < 0.4 && w !== 0 ? w + 0.02 : w)),
      );
      const { outcome, bundle } = written({ network, vertices: [sparse, to], times: 1.5 });
      if (outcome.tag !== 'certified') continue;
      const [{ kind }] = outcome.elements as [{ kind: string }];
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      expect(faults(bundle!)).toEqual([]);
      expect(acceptsAs(bundle!, 0, { kind: 'constant' })).toBe(kind === 'constant');
      expect(acceptsAs(bundle!, 0, { kind: 'convex' })).toBe(kind !== 'leaves');
    }
    // Nearly all are proved, and none of the three is there by luck.
    expect([...kinds.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(30);
    expect([...kinds.keys()].sort()).toEqual(['constant', 'convex', 'leaves']);
  });
});
