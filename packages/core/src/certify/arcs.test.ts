import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { ArcElement, ArcFactor } from '@isthmus/contract';
import { mapLeaves, narrowed, type Params, type WidePoint } from '@isthmus/contract/parameters';
import { absOf, asNumber, fixed, fixedExp, ONE, times, type Fixed } from '@isthmus/engine/testing';
import { check, faults, withFile } from '../checker/testing/example.js';
import { pathFile } from '../checker/testing/make-certificate.js';
import { chain, dense, NETWORKS, type NetworkJson } from '../checker/testing/networks.js';
import { endOfArc, type ArcEnd } from './arc-end.js';
import { predictionSlack } from './end-slack.js';
import { planBounds } from './plan.js';
import { fixedPredictions } from './testing/fixed-network.js';
import {
  builtFrom,
  pointOf,
  proofOf,
  randomVertex,
  subjectOf,
  written,
  type ToProve,
} from './testing/written-proof.js';

const at = (leaf: string, axis: number) => ({ leaf, axis });

/** The second hidden layer of `relu`, of three units. */
const scaling: ArcFactor = {
  kind: 'scaling',
  rates: [Math.LN2, 0.25, -0.7],
  makes: [at('n2.kernel', 1), at('n2.bias', 0)],
  reads: [at('n4.kernel', 0)],
};

const turn: ArcFactor = {
  kind: 'linear',
  generator: [[0, 0.6, 0], [-0.6, 0, 0.2], [0.1, -0.2, 0]], // prettier-ignore
  makes: [at('n0.kernel', 1)],
  reads: [at('n1.kernel', 0)],
};

const relu = NETWORKS['relu']!;
const deep = NETWORKS['deepLinear']!;
const tanh = NETWORKS['tanh']!;
const norm = NETWORKS['batchNorm']!;
const pooled = NETWORKS['maxPool']!;
const mean = chain([4, 4, 1], [2], [['conv2d', { filters: 2, kernelSize: 3, strides: 1, padding: 'same', bias: true }], ['avg-pool', { size: 2, strides: 2, padding: 'valid' }], ['dropout', { rate: 0.5 }], ['flatten'], dense(2)]); // prettier-ignore
const residual: NetworkJson = {
  ...NETWORKS['residual']!,
  nodes: NETWORKS['residual']!.nodes.map((node) =>
    node.id === 'first' ? { ...node, options: { units: 3, bias: true } } : node,
  ),
};

function end(factors: readonly ArcFactor[], from: Params): ArcEnd | string {
  const search = endOfArc({ kind: 'arc', factors }, from);
  for (;;) {
    const { done, value } = search.next();
    if (done === true) return value;
  }
}

/** A path along one arc to its end in float32, and one segment on. */
function alongArc(
  network: NetworkJson,
  factors: readonly ArcFactor[],
  acting: readonly ArcFactor[] = factors,
): ToProve {
  const from = randomVertex(network, 7);
  const stop = end(acting, from);
  if (typeof stop === 'string') throw new Error(stop);
  const to = narrowed(stop.point);
  const arc: ArcElement = { kind: 'arc', factors };
  return { network, vertices: [from, to, to], elements: [arc, { kind: 'segment' }] };
}

const both = (network: NetworkJson, makes: string, reads: string, units: number): ArcFactor => {
  const hasBias = (name: string) => builtFrom(network).spec.leaves.some((leaf) => leaf.name === name); // prettier-ignore
  const spec = builtFrom(network).spec.leaves;
  const last = spec.find(({ name }) => name === `${makes}.kernel`)!.shape.length - 1;
  const first = spec.find(({ name }) => name === `${reads}.kernel`)!.shape.length - 2;
  return {
    kind: 'scaling',
    rates: Array.from({ length: units }, (_, i) => 0.5 - 0.3 * i),
    makes: [at(`${makes}.kernel`, last), ...(hasBias(`${makes}.bias`) ? [at(`${makes}.bias`, 0)] : [])], // prettier-ignore
    reads: [at(`${reads}.kernel`, first)],
  };
};

const asLinear = (factor: ArcFactor, generator: readonly (readonly number[])[]): ArcFactor => {
  const { makes, reads } = factor;
  return { kind: 'linear', generator, makes, reads };
};

describe('an arc that a network lets pass', () => {
  it.each<[string, NetworkJson, readonly ArcFactor[]]>([
    ['a scaling through relu', relu, [scaling]],
    ['two scalings, of two layers', relu, [scaling, both(relu, 'n0', 'n2', 4)]],
    ['a matrix in a linear network', deep, [turn]],
    ['an arc that stands still', deep, [asLinear(turn, [[0, 0, 0], [0, 0, 0], [0, 0, 0]])]],
    ['a scaling of channels, through the largest of windows and flattened', pooled, [both(pooled, 'n0', 'n4', 2)]],
    ['a matrix of channels, through means and flattened', mean, [asLinear(both(mean, 'n0', 'n4', 2), [[0.1, 0.4], [-0.4, 0]])]],
    ['a scaling of what a normalization gives', norm, [{ ...both(norm, 'n0', 'n3', 3), makes: [at('n1.gamma', 0), at('n1.beta', 0)] }]],
  ])('%s: is proved, and read by the checker', (_, network, factors) => {
    const { outcome, bundle } = written({ ...alongArc(network, factors), times: 1 + 1e-4 });
    expect(outcome).toMatchObject({ tag: 'certified', elements: [{ kind: 'arc' }, { kind: 'constant' }] });
    expect(faults(bundle!)).toEqual([]);
    if (outcome.tag !== 'certified' || outcome.elements[0]!.kind !== 'arc') throw new Error();
    // What rounds the end to float32 is so little that one leaf covers it.
    expect(outcome.elements[0]!.closing).toHaveLength(1);
    expect(outcome.leaves).toBe(1);
  }); // prettier-ignore

  it('takes the loss of its start wherever its curve was highest', () => {
    const wanted = alongArc(relu, [scaling]);
    const still = proofOf({ ...wanted, vertices: [wanted.vertices[0]!, wanted.vertices[0]!], elements: [{ kind: 'segment' }] }, 99); // prettier-ignore
    const { outcome } = written(wanted);
    expect(outcome.lower! / still.lower!).toBeCloseTo(1, 6);
  });

  it('is refuted on the segment that closes it, where that leads away', () => {
    const wanted = alongArc(relu, [scaling]);
    const [from] = wanted.vertices as [Params];
    const away = mapLeaves(wanted.vertices[1]!, ({ data }) => data.map((w) => 3 * w));
    const far = { ...wanted, vertices: [from, away, from], elements: [wanted.elements![0]!, { kind: 'segment' }] } as const; // prettier-ignore
    const peak = proofOf(far, 1e9);
    const outcome = proofOf({ ...far, vertices: [from, away], elements: [wanted.elements![0]!] }, peak.lower! * 0.9); // prettier-ignore
    expect(outcome).toMatchObject({ tag: 'refuted', at: { element: 0 } });
    expect(outcome.at!.t).toBeGreaterThan(31 / 32);
  });

  it('that ends in a peak at the level says that a proof needs slack', () => {
    const { outcome } = written({ ...alongArc(relu, [scaling]), times: 1 });
    expect(outcome).toMatchObject({ tag: 'undecided', reason: expect.stringContaining('needs slack') as string }); // prettier-ignore
  });

  it('knows how many samples are wrong', () => {
    const wanted = { ...alongArc(relu, [scaling]), loss: 'core/cross-entropy', times: 1.01 };
    const { outcome } = written(wanted);
    const start = proofOf({ ...wanted, vertices: [wanted.vertices[0]!, wanted.vertices[0]!], elements: [{ kind: 'segment' }] }, 99); // prettier-ignore
    expect(outcome.errorRate).toBe(start.errorRate);
  });
});

describe('an arc that is no symmetry', () => {
  const { reads, makes } = scaling;
  it.each<[string, NetworkJson, readonly ArcFactor[], readonly ArcFactor[], RegExp]>([
    ['that no layer undoes', relu, [{ ...scaling, reads: [] }], [scaling], /does not undo/],
    ['that leaves a bias alone', relu, [{ ...scaling, makes: makes.slice(0, 1) }], [scaling], /alike on kernel and bias/],
    ['that leaves a kernel alone', relu, [{ ...scaling, makes: makes.slice(1) }], [scaling], /alike on kernel and bias/],
    ['whose axis is the wrong one', relu, [{ ...scaling, makes: [at('n2.kernel', 0), at('n2.bias', 0)] }], [scaling], /wrong side/],
    ['of an array that is not there', relu, [{ ...scaling, reads: [...reads, at('n9.kernel', 0)] }], [scaling], /makes or reads no units/],
    ['that is undone from the wrong side', relu, [{ ...scaling, makes: reads, reads: makes }], [scaling], /wrong side/],
    ['that names an axis twice', relu, [scaling, scaling], [scaling], /twice/],
    ['that turns units before a relu', relu, [asLinear(scaling, turn.kind === 'linear' ? turn.generator : [])], [scaling], /does not pass through node "n3"/],
    ['through tanh', tanh, [scaling], [scaling], /does not pass through node "n3"/],
    ['that scales the prediction', relu, [{ kind: 'scaling', rates: [1, 2], makes: [at('n4.kernel', 1), at('n4.bias', 0)], reads: [] }], [scaling], /changes the prediction/],
    ['that reads what it does not make', relu, [{ ...scaling, makes: [] }], [scaling], /does not undo/],
    ['of more units than there are', relu, [{ ...scaling, kind: 'scaling', rates: [1, 0, 0, 1] }], [scaling], /no rows of its units/],
    ['whose generator is not square', deep, [asLinear(turn, [[0, 1], [1, 0, 1]])], [turn], /not square/],
    ['of no units', deep, [{ ...scaling, kind: 'scaling', rates: [], makes: turn.makes, reads: turn.reads }], [turn], /0 rows/],
    ['of a scale without its shift', norm, [{ ...both(norm, 'n0', 'n3', 3), makes: [at('n1.gamma', 0)] }], [both(norm, 'n0', 'n3', 3)], /alike on scale and shift/],
    ['that mixes scales', norm, [asLinear({ ...both(norm, 'n0', 'n3', 3), makes: [at('n1.gamma', 0), at('n1.beta', 0)] }, turn.kind === 'linear' ? turn.generator : [])], [both(norm, 'n0', 'n3', 3)], /alike on scale and shift|does not pass/],
    ['that a normalization does not let pass', norm, [both(norm, 'n0', 'n3', 3)], [both(norm, 'n0', 'n3', 3)], /does not pass through node "n1"/],
    ['of one branch of a sum', residual, [both(residual, 'inner', 'out', 3)], [both(residual, 'inner', 'out', 3)], /does not pass through node "sum"/],
    ['with a generator that is too large', deep, [asLinear(turn, [[0, 20, 0], [0, 0, 0], [0, 0, 0]])], [turn], /norm/],
    ['with a rate beyond exp', relu, [{ ...scaling, kind: 'scaling', rates: [0, 0, 800] }], [scaling], /beyond 690/],
    ['with a rate that is no number', relu, [{ ...scaling, kind: 'scaling', rates: [0, 0, NaN] }], [scaling], /beyond 690/],
  ])('%s: is not proved, nor read by the checker', (_, network, factors, acting, words) => {
    const sound = alongArc(network, acting);
    const elements = [{ kind: 'arc', factors }, { kind: 'segment' }] as const;
    expect(proofOf({ ...sound, elements }, 1e9)).toMatchObject({ tag: 'undecided', reason: expect.stringMatching(words) as string });
    // In a certificate that was otherwise accepted.
    const other = written(alongArc(relu, [scaling])).bundle!;
    if (network !== relu) return;
    const path = pathFile(relu, sound.vertices.map(pointOf), elements);
    expect(check(withFile(other, 'vertices', path)).holds).toBe(false);
  }); // prettier-ignore
});

describe('random mutations of arcs', () => {
  it('are proved where the checker reads them, and nowhere else', () => {
    let [kept, refused] = [0, 0];
    const { bundle } = written(alongArc(relu, [scaling]));
    for (let seed = 0; seed < 150; seed++) {
      const rng = createRng(seed).fork('mutation');
      const axes = ['n0.kernel 0', 'n0.kernel 1', 'n0.bias 0', 'n2.kernel 0', 'n2.kernel 1', 'n2.bias 0', 'n4.kernel 0', 'n4.kernel 1', 'n4.bias 0']; // prettier-ignore
      const drawn = () => {
        const [leaf, axis] = axes[rng.integer(axes.length)]!.split(' ') as [string, string];
        return at(leaf, Number(axis));
      };
      const varied = (list: ArcFactor['makes']) =>
        list.flatMap((axis) => (rng.next() < 0.1 ? [] : rng.next() < 0.1 ? [axis, drawn()] : [axis])); // prettier-ignore
      const factors: readonly ArcFactor[] = [{ ...scaling, makes: varied(scaling.makes), reads: varied(scaling.reads) }]; // prettier-ignore
      const wanted = { ...alongArc(relu, [scaling]), elements: [{ kind: 'arc', factors }, { kind: 'segment' }] } as const; // prettier-ignore
      const path = pathFile(relu, wanted.vertices.map(pointOf), wanted.elements);
      const isRead = check(withFile(bundle!, 'vertices', path)).holds;
      expect(written(wanted).outcome.tag === 'certified').toBe(isRead);
      if (isRead) kept++;
      else refused++;
    }
    expect(Math.min(kept, refused)).toBeGreaterThan(20);
  });
});

describe('the end of an arc', () => {
  it('of a scaling is as near to the exact one as it says', () => {
    const from = randomVertex(relu, 7);
    const { point, slack } = end([scaling], from) as ArcEnd;
    const rates = scaling.kind === 'scaling' ? scaling.rates : [];
    from['n2.kernel']!.data.forEach((w, i) => {
      const exact = times(fixed(w), fixedExp(fixed(rates[i % 3]!)));
      const off = absOf(fixed(point['n2.kernel']!.data[i]!) - exact);
      expect(off <= fixed(slack['n2.kernel']!.data[i]!)).toBe(true);
      expect(slack['n2.kernel']!.data[i]!).toBeLessThan(1e-13 * Math.abs(w) + 1e-290);
    });
    expect(slack['n0.kernel']!.data.every((each) => each === 0)).toBe(true);
  });

  it.each([0.1, 1, 10])('of a matrix times %d is too', (scale) => {
    const from = randomVertex(deep, 7);
    const generator = (turn.kind === 'linear' ? turn.generator : []).map((row) => row.map((x) => scale * x)); // prettier-ignore
    const { point, slack } = end([asLinear(turn, generator)], from) as ArcEnd;
    const [forth, back] = [exactExponential(generator, 1), exactExponential(generator, -1)];
    const sum = (of: (j: number) => Fixed) => of(0) + of(1) + of(2);
    const near = (leaf: string, i: number, exact: Fixed) => {
      const off = absOf(fixed(point[leaf]!.data[i]!) - exact);
      expect(off <= fixed(slack[leaf]!.data[i]!), `${asNumber(off)} of ${slack[leaf]!.data[i]!}`).toBe(true); // prettier-ignore
      expect(slack[leaf]!.data[i]!).toBeLessThan(1e-11 * Math.exp(2 * scale));
    };
    const [first, second] = [from['n0.kernel']!.data, from['n1.kernel']!.data];
    for (let k = 0; k < 3; k++) {
      for (let r = 0; r < 2; r++)
        near(
          'n0.kernel',
          3 * r + k,
          sum((j) => times(fixed(first[3 * r + j]!), forth[j]![k]!)),
        );
      for (let o = 0; o < 3; o++)
        near(
          'n1.kernel',
          3 * k + o,
          sum((j) => times(back[k]![j]!, fixed(second[3 * j + o]!))),
        );
    }
  });
});

/** By the series, to 2^-250. */
function exactExponential(
  generator: readonly (readonly number[])[],
  sign: number,
): readonly (readonly Fixed[])[] {
  const x = generator.map((row) => row.map((entry) => fixed(sign * entry)));
  const identity = x.map((row, i) => row.map((_, j) => (i === j ? ONE : 0n)));
  let [sum, term] = [identity, identity];
  for (let k = 1n; k <= 150n; k++) {
    term = term.map((row) => row.map((_, j) => row.reduce((total, entry, l) => total + times(entry, x[l]![j]!), 0n) / k)); // prettier-ignore
    sum = sum.map((row, i) => row.map((entry, j) => entry + term[i]![j]!));
  }
  return sum;
}

describe('how far predictions may be off', () => {
  it.each(Object.entries(NETWORKS).filter(([name]) => name !== 'residual'))('holds in %s', (_, network) => {
    const built = builtFrom(network);
    const plan = planBounds(built.view);
    if (typeof plan === 'string') throw new Error(plan);
    const subject = subjectOf(network, 'core/mse');
    const data = { size: subject.size, x: Float32Array.from(subject.x), y: Float32Array.from(subject.y) };
    const exactly = (point: WidePoint) =>
      fixedPredictions(built, mapOf(point, (values) => Array.from(values, fixed)), data).flat();
    const names = Object.keys(randomVertex(network, 0));
    // All arrays together, and each of them alone.
    for (const [seed, only] of [...Array.from({ length: 12 }, () => ''), ...names].entries()) {
      const rng = createRng(seed).fork('off');
      const to = randomVertex(network, seed);
      const from = mapOf(randomVertex(network, 50 + seed), ({ length }, old) => ({ shape: old.shape, data: Float64Array.from({ length }, (__, i) => old.data[i]!) }));
      const size = 10 ** -(1 + rng.integer(6));
      // Means and variances are no part of any arc.
      const slack = mapOf(from, ({ length }, { shape }, name) => ({ shape, data: new Float64Array(length).fill(/mean|variance/.test(name) || (only !== '' && name !== only) ? 0 : size) }));
      const most = predictionSlack(plan, data, { from, slack, to });
      const t = rng.next();
      const between = (sign: () => number) =>
        mapOf(from, (values, { shape }, name) => ({ shape, data: values.map((p, i) => (1 - t) * (p + sign() * slack[name]!.data[i]!) + t * to[name]!.data[i]!) }));
      const [plain, loose] = [exactly(between(() => 0)), exactly(between(() => (rng.next() < 0.5 ? -1 : 1)))];
      plain.forEach((z, i) => {
        expect(asNumber(absOf(z - loose[i]!))).toBeLessThanOrEqual(most * (1 + 1e-9) + 1e-14);
      });
      expect(most).toBeLessThan(1e6 * size);
    }
  }); // prettier-ignore
});

function mapOf<P extends ArrayLike<number>, T>(
  point: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: P }>>,
  f: (data: P, leaf: { readonly shape: readonly number[]; readonly data: P }, name: string) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(point).map(([name, leaf]) => [name, f(leaf.data, leaf, name)]),
  );
}
