import { describe, expect, it } from 'vitest';
import { boundsOn } from './bounds.js';
import { type Arc, endOfArc, readElements } from './arcs.js';
import { exact, exponential, LITTLE, size } from './testing/dyadic.js';
import { faults, nearby, withFile } from './testing/example.js';
import { leavesOn, makeCertificate, pathFile } from './testing/make-certificate.js';
import { chain, dense, type NetworkJson, NETWORKS, subjectFor } from './testing/networks.js';
import { type Point, standing } from './segment.js';

const axis = (leaf: string, at: number) => ({ leaf, axis: at });

/** Doubles unit 0, halves unit 2 of the second hidden layer. */
const scaling = {
  kind: 'scaling',
  rates: [Math.LN2, 0.25, -0.7],
  makes: [axis('n2.kernel', 1), axis('n2.bias', 0)],
  reads: [axis('n4.kernel', 0)],
};

const turn = {
  kind: 'linear',
  generator: [[0, 0.6, 0], [-0.6, 0, 0.2], [0.1, -0.2, 0]], // prettier-ignore
  makes: [axis('n0.kernel', 1)],
  reads: [axis('n1.kernel', 0)],
};

/** A path of one arc from a random point to its end as float32, with the leaves that close it. */
function arcBundle(network: NetworkJson, factors: readonly unknown[], acting = factors) {
  const subject = subjectFor(network, 'core/mse', 6, 4);
  const [from] = nearby(subject.network, 1) as [Point];
  const arc = readElements([{ kind: 'arc', factors: acting }])[0] as Arc;
  const { point, slack } = endOfArc(subject.network, arc, from);
  const to: Point = new Map([...point].map(([name, data]) => [name, data.map(Math.fround)]));
  const vertices = [from, to];
  const [upper] = boundsOn(subject, standing(from), [{ mid: 0, half: 0 }]).upper;
  const level = upper! * (1 + 1e-4);
  const bundle = makeCertificate({ network, loss: 'core/mse', subject, vertices, level: 10 * level, kinds: ['constant'] }); // prettier-ignore
  const closing = leavesOn(subject, { from: point, to, slack }, level);
  const path = pathFile(network, vertices, [{ kind: 'arc', known: 'constant', factors }]);
  const peak = { lower: 0, at: { element: 0, t: 0.3 }, upper: level };
  const certificate = { ...bundle.certificate, level, peak, elements: [{ kind: 'arc', closing }] };
  return withFile({ certificate, files: bundle.files }, 'vertices', path);
}

const relu = NETWORKS['relu']!;
const deep = chain([2], [1], [dense(3, false), dense(3, false), dense(1)]);

describe('an arc', () => {
  it('of a scaling holds through relu, and its closing segment by leaves', () => {
    const bundle = arcBundle(relu, [scaling]);
    expect(faults(bundle)).toEqual([]);
    const { closing } = (bundle.certificate['elements'] as [{ closing: unknown[] }])[0];
    expect(closing).toHaveLength(1);
  });

  it('of a rotation holds through a linear network', () => {
    expect(faults(arcBundle(deep, [turn]))).toEqual([]);
  });

  it('has a peak at every place: on the curve that of its start', () => {
    const { certificate, files } = arcBundle(relu, [scaling]);
    const subject = subjectFor(relu, 'core/mse', 6, 4);
    const [from] = nearby(subject.network, 1) as [Point];
    const { lower } = boundsOn(subject, standing(from), [{ mid: 0, half: 0 }]);
    for (const t of [0, 0.5, 31 / 32, 0.99, 1]) {
      const at = (loss: number) => ({ certificate: { ...certificate, peak: { ...(certificate['peak'] as object), at: { element: 0, t }, lower: loss } }, files }); // prettier-ignore
      expect(faults(at(lower[0]! * (1 - 1e-5)))).toEqual([]);
      expect(faults(at(lower[0]! * (1 + 1e-5)))).toHaveLength(1);
    }
  });

  const { reads: _, ...unread } = scaling;
  it.each<[string, NetworkJson, unknown[], unknown[]]>([
    ['that no layer undoes', relu, [{ ...unread, reads: [] }], [scaling]],
    [
      'that leaves a bias alone',
      relu,
      [{ ...scaling, makes: scaling.makes.slice(0, 1) }],
      [scaling],
    ],
    [
      'whose axis is the wrong one',
      relu,
      [{ ...scaling, makes: [axis('n2.kernel', 0), axis('n2.bias', 0)] }],
      [scaling],
    ],
    [
      'of an array that is not there',
      relu,
      [{ ...scaling, reads: [...scaling.reads, axis('n9.kernel', 0)] }],
      [scaling],
    ],
    [
      'that is undone from the wrong side',
      relu,
      [{ ...scaling, makes: scaling.reads, reads: scaling.makes }],
      [scaling],
    ],
    ['that names an axis twice', relu, [scaling, scaling], [scaling]],
    [
      'that turns units before a relu',
      relu,
      [{ ...scaling, kind: 'linear', rates: undefined, generator: turn.generator }],
      [scaling],
    ],
    [
      'that scales the prediction',
      relu,
      [{ ...scaling, rates: [1, 2], makes: [axis('n4.kernel', 1), axis('n4.bias', 0)], reads: [] }],
      [scaling],
    ],
  ])('%s is refused', (_, network, factors, acting) => {
    expect(faults(arcBundle(network, factors, acting)).join()).toMatch(/element 0.*(the arc|node)/);
  });

  it('through tanh is refused', () => {
    const tanh = {
      ...relu,
      nodes: relu.nodes.map((node) => ({ ...node, use: node.use.replace('relu', 'tanh') })),
    };
    expect(faults(arcBundle(tanh, [scaling])).join()).toMatch(/does not pass through node "n3"/);
  });

  it('with a generator that is too large, or a rate beyond exp, is refused', () => {
    const subject = subjectFor(deep, 'core/mse', 6, 4);
    const [from] = nearby(subject.network, 1) as [Point];
    const end = (factor: unknown) => endOfArc(subject.network, readElements([{ kind: 'arc', factors: [factor] }])[0] as Arc, from); // prettier-ignore
    expect(() =>
      end({ ...turn, generator: turn.generator.map((row) => row.map((x) => 100 * x)) }),
    ).toThrow(/norm/);
    expect(() =>
      end({ kind: 'scaling', rates: [800, 0, 0], makes: turn.makes, reads: turn.reads }),
    ).toThrow(/700/);
  });
});

describe('the end of an arc', () => {
  const subject = subjectFor(relu, 'core/mse', 6, 4);
  const [from] = nearby(subject.network, 1) as [Point];

  it('is as near to the exact one as it says', () => {
    const arc = readElements([{ kind: 'arc', factors: [scaling] }])[0] as Arc;
    const { point, slack } = endOfArc(subject.network, arc, from);
    for (const [i, w] of from.get('n2.kernel')!.entries()) {
      const rate = scaling.rates[i % 3]!;
      const true_ = (exact(w) * exponential(exact(rate))) >> 640n;
      const off = size(exact(point.get('n2.kernel')![i]!) - true_);
      expect(off <= exact(slack.get('n2.kernel')![i]!) + LITTLE).toBe(true);
      // Not by a bound that bounds nothing.
      expect(slack.get('n2.kernel')![i]!).toBeLessThan(1e-14 * Math.abs(w) + 1e-290);
    }
    expect(slack.get('n0.kernel')!.every((each) => each === 0)).toBe(true);
  });

  it('of a linear factor is too', () => {
    const network = subjectFor(deep, 'core/mse', 6, 4).network;
    const [start] = nearby(network, 1) as [Point];
    const arc = readElements([{ kind: 'arc', factors: [turn] }])[0] as Arc;
    const { point, slack } = endOfArc(network, arc, start);
    const power = exactExponential(turn.generator);
    const kernel = start.get('n0.kernel')!;
    for (let i = 0; i < 2; i++)
      for (let k = 0; k < 3; k++) {
        let sum = 0n;
        for (let j = 0; j < 3; j++) sum += (exact(kernel[3 * i + j]!) * power[j]![k]!) >> 640n;
        const off = size(exact(point.get('n0.kernel')![3 * i + k]!) - sum);
        expect(off <= exact(slack.get('n0.kernel')![3 * i + k]!) + LITTLE).toBe(true);
        expect(slack.get('n0.kernel')![3 * i + k]!).toBeLessThan(1e-11);
      }
  });
});

/** The series of a matrix, in numbers that do not round. */
function exactExponential(generator: readonly (readonly number[])[]): bigint[][] {
  const x = generator.map((row) => row.map(exact));
  let term = x.map((row, i) => row.map((_, j) => (i === j ? 1n << 640n : 0n)));
  let sum = term;
  for (let k = 1n; k < 200n; k++) {
    term = term.map((row) =>
      row.map((_, j) => row.reduce((all, each, l) => all + ((each * x[l]![j]!) >> 640n), 0n) / k),
    );
    sum = sum.map((row, i) => row.map((each, j) => each + term[i]![j]!));
  }
  return sum;
}
