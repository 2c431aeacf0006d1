import type { ConvexityMeasured, HessianPoint } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { convexitySentences, convexityTitle } from '../format/curvature-words.js';
import { curvatureChart, curvatureSvg, curvatureTable } from './curvature.js';
import { signedScale } from '../drawing/scale.js';
import { testDocument } from '../testing/document.js';
import { asWritten, examplePair } from '../testing/result.js';

const document = testDocument();

function point(t: number, smallest: number, regularized = false): HessianPoint {
  const data = { smallest, smallestResidual: 1e-6, largest: 40, largestResidual: 1e-9 };
  return {
    t,
    loss: 0.001,
    data,
    objective: regularized ? data : null,
    tangent: t === 1 ? null : 2,
  };
}

const data = (points: readonly HessianPoint[]) => ({ a: 'a', b: 'b', points });
const chart = (points: readonly HessianPoint[]) => curvatureChart(data(points), { document });
const names = (points: readonly HessianPoint[]) =>
  [...chart(points).querySelectorAll('.isthmus-legend-name')].map((name) => name.textContent);

describe('the curvature chart', () => {
  const points = [point(0, 0.5), point(0.5, -2), point(1, 0.1)];

  it('shows both ends of the spectrum and the curvature along the path', () => {
    expect(names(points)).toEqual(['largest eigenvalue', 'smallest eigenvalue', 'along the path']);
    const words = curvatureSvg(data(points), { document }).getAttribute('aria-label');
    expect(words).toContain('smallest eigenvalue from −2 to 0.5');
  });

  it('shows the training objective where there is one', () => {
    expect(names([point(0, 1, true)])).toHaveLength(5);
  });

  it.each([
    ['no points', []],
    ['flat points', [{ ...point(0, 0), tangent: 0, data: { smallest: 0, smallestResidual: 0, largest: 0, largestResidual: 0 } }]], // prettier-ignore
    ['what is not a number', asWritten([point(0, Number.NaN), point(1, Infinity)])],
  ])('is drawn of %s', (_, given) => {
    expect(chart(given).querySelectorAll('svg').length).toBeGreaterThan(0);
  });

  it('has a table twin with a row for each point and a dash for what is not there', () => {
    const rows = [...curvatureTable(data(points), { document }).querySelectorAll('tbody tr')];
    expect(rows.map((row) => row.children[3]!.textContent)).toEqual(['0.5', '−2', '0.1']);
    expect(rows.map((row) => row.children[4]!.textContent)).toEqual(['2', '2', '–']);
  });
});

describe('the signed scale', () => {
  it('has room for every value, and ticks of both signs', () => {
    for (const values of [[-0.04, 1.6], [-1e-9, 1e3], [-5, -4], [3], [1e-8, -1e8]]) {
      const { domain, ticks } = signedScale(values);
      for (const value of values) {
        expect(value).toBeGreaterThan(domain[0]);
        expect(value).toBeLessThan(domain[1]);
      }
      expect(ticks).toContain(0);
      expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
    }
    expect(signedScale([-0.04, 1.6]).ticks).toEqual([-0.1, 0, 0.1, 1]);
  });
});

describe('the words on convexity', () => {
  const { paths } = examplePair();
  const none: ConvexityMeasured = {
    outcome: 'no-violation',
    proofs: [],
    chords: {
      drawn: 1,
      above: 0,
      worst: {
        ...{ margin: -1, rounding: 1e-15, proof: false, s: 0.5 },
        ...{ p: { kind: 'path', t: 0 }, q: { kind: 'path', t: 1 } },
        losses: { p: 1, q: 1, between: 0 },
      },
    },
    swaps: [],
    hessian: { path: null, points: [point(0, 1)], objectiveRefusal: null, walk: null },
    file: 'models/convexity-a-b.safetensors',
    cost: { lossEvaluations: 3, hessianProducts: 1, seconds: 0.1 },
  };

  it('never say "convex" of what was not proved', () => {
    const words = [convexityTitle(none), ...convexitySentences(none, paths)].join(' ');
    expect(words).toContain('proves nothing');
    expect(words).not.toMatch(/\bis convex\b/);
  });

  it('tell a margin within the rounding from a proof', () => {
    const worst = { ...none.chords.worst, margin: 1e-16, rounding: 1e-15 };
    const [sentence] = convexitySentences(
      { ...none, chords: { drawn: 9, above: 1, worst } },
      paths,
    );
    expect(sentence).toContain('so this is no proof');
  });

  it('name the regularizer that gives no Hessian', () => {
    const objectiveRefusal = 'no Hessian of the training objective: "my/penalty" gives none.';
    const hessian = { ...none.hessian, objectiveRefusal };
    expect(convexitySentences({ ...none, hessian }, paths).join(' ')).toContain('"my/penalty"');
  });
});
