import { describe, expect, it } from 'vitest';
import type { ArcFactor } from '@isthmus/contract';
import { mapLeaves, narrowed, unflatten, type Params } from '@isthmus/contract/parameters';
import { readCertificate } from '../checker/certificate.js';
import { pathOf, subjectOf } from '../checker/files.js';
import type { Point } from '../checker/segment.js';
import { exact } from '../checker/testing/dyadic.js';
import { exactLoss } from '../checker/testing/exact-network.js';
import { check, faults, text, withFile } from '../checker/testing/example.js';
import { EVALUATION, pathFile, VERTICES, type Bundle } from '../checker/testing/make-certificate.js'; // prettier-ignore
import { mutants, type Json } from '../checker/testing/mutants.js';
import { NETWORKS } from '../checker/testing/networks.js';
import { arcPoint } from '../path/arc.js';
import { endOfArc } from './arc-end.js';
import { builtFrom, pointOf, randomVertex, written } from './testing/written-proof.js';

const network = NETWORKS['relu']!;

const at = (leaf: string, axis: number) => ({ leaf, axis });
const scaling: ArcFactor = {
  kind: 'scaling',
  rates: [0.3, 0.25, -0.7],
  makes: [at('n2.kernel', 1), at('n2.bias', 0)],
  reads: [at('n4.kernel', 0)],
};
const elements = [
  { kind: 'arc', factors: [scaling] },
  { kind: 'segment' },
  { kind: 'segment' },
  { kind: 'segment' },
] as const;

function vertices(): readonly Params[] {
  const changed = (params: Params, leaf: string, change: (w: number, i: number) => number) =>
    mapLeaves(params, ({ data }, name) => (name === leaf ? data.map(change) : data));
  // Nothing reads unit 1 of the second hidden layer.
  const a = changed(randomVertex(network, 7), 'n4.kernel', (w, i) => (i >> 1 === 1 ? 0 : w));
  const search = endOfArc({ kind: 'arc', factors: [scaling] }, a);
  let found = search.next();
  while (found.done !== true) found = search.next();
  if (typeof found.value === 'string') throw new Error(found.value);
  const b = narrowed(found.value.point);
  const c = changed(b, 'n2.kernel', (w, i) => (i % 3 === 1 ? w + 0.5 : w));
  const d = changed(c, 'n4.bias', (w) => w + 0.05);
  const e = changed(d, 'n0.kernel', (w, i) => w + 0.01 * i);
  return [a, b, c, d, e];
}

const points = vertices();
const { outcome, bundle } = written({ network, vertices: points, elements, times: 1.02 });

/** What arithmetic that rounds tells apart, of losses near 1. */
const ROOM = exact(1e-9);

/** Whether the loss is at most what is said at places of the curve of each element, without looking at how it is proved. */
function isStillTrue({ certificate, files }: Bundle): boolean {
  const read = readCertificate(text(certificate));
  const subject = subjectOf(read, files.get(read.evaluation.file)!);
  const path = pathOf(read.network, files.get(read.vertices.file)!);
  if (read.elements.length !== path.elements.length) return false;
  const most = Math.min(read.level, read.peak.upper);
  return path.elements.every((element, i) => {
    const [from, to] = [path.vertices[i]!, path.vertices[i + 1]!];
    const evidence = read.elements[i]!;
    const curve =
      element.kind === 'segment' ? [] : [0.3, 0.7, 1].map((s) => onArc(element.factors, from, s));
    const start = curve.at(-1) ?? from;
    const loss = (a: Point, b: Point, t: number) => exactLoss(subject, { from: a, to: b, slack: null }, t); // prettier-ignore
    const leaves = evidence.kind === 'leaves' ? evidence.leaves : evidence.kind === 'arc' ? evidence.closing : []; // prettier-ignore
    const places = leaves.length > 0 ? [] : [0, 0.2, 0.5, 0.9, 1];
    return (
      curve.every((point) => loss(point, point, 0) <= exact(most) + ROOM) &&
      places.every((t) => loss(start, to, t) <= exact(most) + ROOM) &&
      leaves.every(({ mid, half, bound }) =>
        bound <= most && [-1, 0.1, 1].every((tau) => loss(start, to, mid + tau * half) <= exact(bound) + ROOM)) // prettier-ignore
    );
  });
}

/** By the product's own arcs, which share nothing with certifier or checker. */
function onArc(
  factors: readonly { readonly rates: readonly number[] | null; readonly generator: unknown; readonly makes: readonly string[]; readonly reads: readonly string[] }[],
  from: Point,
  s: number,
): Point {
  const axis = (name: string) => at(name.split(' ')[0]!, Number(name.split(' ')[1]));
  const arc = {
    kind: 'arc',
    factors: factors.map(({ rates, generator, makes, reads }) => ({
      ...(rates === null ? { kind: 'linear', generator } : { kind: 'scaling', rates }),
      makes: makes.map(axis),
      reads: reads.map(axis),
    })) as readonly ArcFactor[],
  } as const;
  const { spec } = builtFrom(network);
  const flat = Float64Array.from(spec.leaves.flatMap(({ name }) => [...from.get(name)!]));
  const params = unflatten(spec, flat);
  return new Map(Object.entries(arcPoint(arc, params, s)).map(([name, { data }]) => [name, data]));
} // prettier-ignore

describe('a certificate of an arc, a constant, a convex and another element', () => {
  it('is what core/affine writes, and the checker reads', () => {
    if (outcome.tag !== 'certified') throw new Error(JSON.stringify(outcome));
    expect(outcome.elements.map(({ kind }) => kind)).toEqual(['arc', 'constant', 'convex', 'leaves']); // prettier-ignore
    expect(faults(bundle!)).toEqual([]);
    expect(isStillTrue(bundle!)).toBe(true);
  });

  it('is refused with any part of its evidence changed, unless what it says is still true', () => {
    const { certificate, files } = bundle!;
    let [count, refused] = [0, 0];
    for (const [pointer, other] of mutants(certificate['elements'] as Json)) {
      if (JSON.stringify(other) === JSON.stringify(certificate['elements'])) continue;
      const mutated = { certificate: { ...certificate, elements: other }, files };
      count++;
      if (!check(mutated).holds) refused++;
      else if (!isStillTrue(mutated)) expect.fail(`${pointer}: ${JSON.stringify(other)}`);
    }
    expect(count).toBeGreaterThan(100);
    expect(refused / count).toBeGreaterThan(0.9);
  });

  it.each(['leaves', 'constant', 'convex', 'arc'])('is refused with any other element told as %s, but for what is weaker', (kind) => {
    const own = kind === 'leaves' ? { leaves: [[0, 0, bundle!.certificate['level']]] } : kind === 'arc' ? { closing: [[0, 0, bundle!.certificate['level']]] } : {};
    const accepted = [0, 1, 2, 3].filter((i) => {
      const changed = (bundle!.certificate['elements'] as object[]).with(i, { kind, ...own });
      const peak = { ...(bundle!.certificate['peak'] as object), upper: bundle!.certificate['level'] };
      return check({ certificate: { ...bundle!.certificate, elements: changed, peak }, files: bundle!.files }).holds;
    });
    // Leaves hold wherever bounds do; what is constant is convex.
    expect(accepted).toEqual({ leaves: [1, 2, 3], constant: [1], convex: [1, 2], arc: [0] }[kind]);
  }); // prettier-ignore

  it('is refused with any part of its arc changed, the hash made anew, unless it is still true', () => {
    let [count, refused] = [0, 0];
    for (const [pointer, other] of mutants(elements as unknown as Json)) {
      if (JSON.stringify(other) === JSON.stringify(elements)) continue;
      const file = pathFile(network, points.map(pointOf), other as unknown[]);
      const mutated = withFile(bundle!, 'vertices', file);
      count++;
      if (!check(mutated).holds) refused++;
      else if (!isStillTrue(mutated)) expect.fail(`${pointer}: ${JSON.stringify(other)}`);
    }
    expect(count).toBeGreaterThan(100);
    expect(refused / count).toBeGreaterThan(0.8);
  });

  it.each([['vertices', VERTICES], ['evaluation', EVALUATION]] as const)('is refused with any number of the %s changed, the hash made anew, unless it is still true', (part, name) => {
    const bytes = bundle!.files.get(name)!;
    const first = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    let [count, refused] = [0, 0];
    for (let place = first; place < bytes.length; place += 4)
      for (const change of [(w: number) => w * (1 + 2 ** -12) + 2 ** -14, (w: number) => 1.5 * w + 0.3, () => 0]) {
        const changed = bytes.slice();
        const view = new DataView(changed.buffer);
        const before = view.getFloat32(place, true);
        view.setFloat32(place, change(before), true);
        if (view.getFloat32(place, true) === before) continue;
        const mutated = withFile(bundle!, part, changed);
        count++;
        if (!check(mutated).holds) refused++;
        else if (!isStillTrue(mutated)) expect.fail(`byte ${place}`);
      }
    expect(count).toBeGreaterThan(60);
    expect(refused).toBeGreaterThan(count / 4);
  }); // prettier-ignore
});
