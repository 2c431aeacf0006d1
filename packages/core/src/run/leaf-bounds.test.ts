import { describe, expect, it } from 'vitest';
import type { CertificationRecord, ElementProof, LeafBounds, ProofLeaf } from '@isthmus/contract';
import { unflatten } from '@isthmus/contract/parameters';
import { ring } from '../builtin/objectives/ring.js';
import { affineCertifier } from '../certify/affine.js';
import { polyline } from '../path/polyline.js';
import { certifyPath } from './certify-path.js';
import { joinedLeafBounds, leafBoundsOf } from './leaf-bounds.js';

const leaves = (...those: ProofLeaf[]): ElementProof => ({ kind: 'leaves', leaves: those });

describe('leafBoundsOf', () => {
  it('places the leaves of each element in its part of t', () => {
    const first = leaves([0, 1, 0.2], [2, 2, 0.3], [3, 2, 0.4]);
    expect(leafBoundsOf([first, leaves([0, 0, 0.1])])).toEqual({
      t: [0, 0.25, 0.375, 0.5, 1],
      upper: [0.2, 0.3, 0.4, 0.1],
    });
  });

  it('has no bound where no leaf has one', () => {
    expect(leafBoundsOf([{ kind: 'constant' }, leaves([0, 0, 0.1])])).toEqual({
      t: [0, 0.5, 1],
      upper: [null, 0.1],
    });
  });

  it('has the leaves that close an arc behind its curve, which no leaf bounds', () => {
    const arc: ElementProof = { kind: 'arc', closing: [[0, 1, 0.2], [1, 1, 0.3]] }; // prettier-ignore
    expect(leafBoundsOf([leaves([0, 0, 0.1]), arc])).toEqual({
      t: [0, 0.5, 0.5 + 31 / 64, 0.5 + 63 / 128, 1],
      upper: [0.1, null, 0.2, 0.3],
    });
  });

  it('of elements one by one is that of the path', () => {
    const elements = [leaves([0, 1, 0.2], [2, 2, 0.3], [3, 2, 0.4]), leaves([0, 0, 0.1])];
    const alone = elements.map((element) => leafBoundsOf([element]));
    expect(joinedLeafBounds(alone)).toEqual(leafBoundsOf(elements));
    expect(joinedLeafBounds([alone[0]!, null])).toBeNull();
  });

  it('joins very many by the largest of their bounds', () => {
    const many = Array.from({ length: 1024 }, (_, k): ProofLeaf => [k, 10, k % 2 === 0 ? k : 0.5]);
    const { t, upper } = leafBoundsOf([leaves(...many)]);
    expect(t).toHaveLength(513);
    expect(t.slice(0, 3)).toEqual([0, 2 / 1024, 4 / 1024]);
    expect(upper.slice(0, 3)).toEqual([0.5, 2, 4]);
    const [constant, ...others] = leafBoundsOf([{ kind: 'constant' }, leaves(...many)]).upper;
    expect(constant).toBe(null);
    expect(others.every((bound) => typeof bound === 'number')).toBe(true);
  });
});

/** Two segments, the second of which leads over the top of the ring, where the loss is 1. */
const [A, MIDDLE, B] = [
  [0, 1],
  [-1, 0],
  [0.7, 0],
] as const;

async function recordAt(level: number, most: number): Promise<CertificationRecord> {
  const loss = ring();
  const points = [A, MIDDLE, B].map((point) => unflatten(loss.spec, Float64Array.from(point)));
  const plugin = affineCertifier({ leaves: most, evaluations: 1e4, tightness: null, rows: null });
  const objective = { ...loss, unit: 'height', init: () => ({}) };
  const subject = { kind: 'objective', objective, spec: loss.spec } as const;
  const claim = { path: polyline(points), level, highest: { element: 0, t: 0 } };
  const ref = { use: 'core/affine', options: {} } as const;
  const found = await certifyPath({ plugin, ref, subject }, claim, async () =>
    Promise.resolve(false),
  );
  return found!.record;
}

/** The largest loss of a part by how much it exceeds its bound, at 65 points of each; the numbers are float32 ones. */
function largestExcess({ t, upper }: LeafBounds): number {
  const { value } = ring();
  const x = A.map(Math.fround);
  const ends = [x, MIDDLE.map(Math.fround), B.map(Math.fround)] as const;
  const lossAt = (at: number) => {
    const i = at < 0.5 ? 0 : 1;
    const own = 2 * at - i;
    const [from, to] = [ends[i]!, ends[i + 1]!];
    return value(Float64Array.from(from, (p, j) => (1 - own) * p + own * to[j]!));
  };
  const excesses = upper.flatMap((bound, i) =>
    Array.from({ length: 65 }, (_, k) => lossAt(t[i]! + ((t[i + 1]! - t[i]!) * k) / 64) - bound!),
  );
  return Math.max(...excesses);
}

describe('the leaves of a record', () => {
  // The sample itself is off by some ulp of numbers near 1.
  const ROUNDING = 1e-14;

  it.each([
    ['certified', 1.05, 5000],
    ['undecided', 1 + 1e-7, 12],
    ['refuted', 0.9, 5000],
  ])('are above the loss wherever it was %s', async (outcome, level, most) => {
    const record = await recordAt(level, most);
    expect(record.outcome).toBe(outcome);
    const { t, upper } = record.leafBounds!;
    expect([t[0], t.at(-1)]).toEqual([0, 1]);
    expect(t).toHaveLength(record.leaves + 1);
    expect(Math.max(...upper.map(Number))).toBe(record.upper);
    expect(t).toContain(0.5);
    expect(largestExcess(record.leafBounds!)).toBeLessThan(ROUNDING);
  });

  it('are none where a vertex is above the level, since nothing was bounded then', async () => {
    const record = await recordAt(-1, 5000);
    expect(record).toMatchObject({ outcome: 'refuted', leafBounds: null, leaves: 0 });
  });
});
