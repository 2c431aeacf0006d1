import { describe, expect, it } from 'vitest';
import { boundsOn } from './bounds.js';
import { type Point, standing } from './segment.js';
import { faults, nearby } from './testing/example.js';
import { makeCertificate } from './testing/make-certificate.js';
import { chain, dense, subjectFor } from './testing/networks.js';

describe('what is free by construction', () => {
  const network = chain([2], [2], [dense(3), ['relu'], dense(2)]);
  const subject = subjectFor(network, 'core/mse', 8, 1);
  const moved = (from: Point, name: string, at: readonly number[]): Point =>
    new Map([...from].map(([leaf, data]) => [leaf, leaf === name ? data.map((w, i) => (at.includes(i) ? Math.fround(w + 5) : w)) : data])); // prettier-ignore
  const [start] = nearby(subject.network, 1) as [Point];
  // Unit 1 is read by nothing: row 1 of the second kernel [3, 2] is 0.
  const dead: Point = new Map([...start].map(([leaf, data]) => [leaf, leaf === 'n2.kernel' ? data.map((w, i) => (i === 2 || i === 3 ? 0 : w)) : data])); // prettier-ignore
  const made = (from: Point, to: Point, kind: 'constant' | 'convex') =>
    makeCertificate({
      network,
      loss: 'core/mse',
      subject,
      vertices: [from, to],
      level: 5000,
      kinds: [kind],
    });

  it('holds where nothing that is read moves', () => {
    // Column 1 of the first kernel [2, 3].
    expect(faults(made(dead, moved(dead, 'n0.kernel', [1, 4]), 'constant'))).toEqual([]);
    expect(faults(made(dead, moved(dead, 'n0.bias', [1]), 'constant'))).toEqual([]);
  });

  it('is false where what moves is read', () => {
    expect(faults(made(dead, moved(dead, 'n0.kernel', [0]), 'constant'))).toEqual([
      expect.stringMatching(/^false: element 0.*parameters move that the prediction depends on/),
    ]);
    expect(faults(made(start, moved(start, 'n0.bias', [1]), 'constant'))).toHaveLength(1);
    // What reads it is 0 at one end only.
    expect(
      faults(made(dead, moved(moved(dead, 'n0.bias', [1]), 'n2.kernel', [2]), 'constant')),
    ).toHaveLength(1);
  });

  it('is convex where the last layer alone moves, and nothing that it reads', () => {
    const last = moved(moved(start, 'n2.kernel', [0, 1, 5]), 'n2.bias', [1]);
    expect(faults(made(start, last, 'convex'))).toEqual([]);
    expect(faults(made(dead, moved(dead, 'n0.bias', [1]), 'convex'))).toEqual([]);
    expect(faults(made(start, moved(last, 'n0.bias', [0]), 'convex'))).toEqual([
      expect.stringMatching(/^false: element 0.*not affine/),
    ]);
    expect(faults(made(start, moved(start, 'n0.kernel', [0]), 'convex'))).toHaveLength(1);
  });

  it('asks that the ends are below the level', () => {
    const far = moved(start, 'n2.bias', [0, 1]);
    const { certificate, files } = made(start, far, 'convex');
    const [a, b] = [start, far].map(
      (at) => boundsOn(subject, standing(at), [{ mid: 0, half: 0 }]).upper[0]!,
    );
    const level = (a! + b!) / 2;
    const peak = { ...(certificate['peak'] as object), upper: level, lower: 0 };
    expect(faults({ certificate: { ...certificate, level, peak }, files })).toEqual([
      expect.stringMatching(/^false: element 0.*at its end/),
      expect.stringMatching(/^false: the peak is at most/),
    ]);
  });

  it('is convex where one layer of a linear network moves', () => {
    const deep = chain([2], [1], [dense(3, false), dense(3, false), dense(1)]);
    const linear = subjectFor(deep, 'core/mae', 6, 2);
    const [from] = nearby(linear.network, 1) as [Point];
    const to = moved(from, 'n1.kernel', [0, 4, 8]);
    const both = moved(to, 'n0.kernel', [0]);
    const wanted = {
      network: deep,
      loss: 'core/mae',
      subject: linear,
      level: 1e4,
      kinds: ['convex'] as const,
    };
    expect(faults(makeCertificate({ ...wanted, vertices: [from, to] }))).toEqual([]);
    expect(faults(makeCertificate({ ...wanted, vertices: [from, both] }))).toHaveLength(1);
  });
});
