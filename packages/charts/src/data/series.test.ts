import { describe, expect, it } from 'vitest';
import { pathLabels } from './path-labels.js';
import { curveAt, curvePoints, pairData, runningSeries } from './series.js';
import { asWritten, connectedPath, examplePair, examplePath } from '../testing/result.js';

describe('pathLabels', () => {
  it('is the name where a strategy stands alone', () => {
    expect(pathLabels(examplePair().paths)).toEqual(['core/linear', 'dss/greedy']);
  });

  it('adds the options that differ', () => {
    const paths = [0.8, 0.9].map((alpha) => connectedPath({ options: { alpha, maxDepth: 8 } }));
    expect(pathLabels([examplePath(), ...paths])).toEqual([
      'core/linear',
      'dss/greedy (alpha\u00a00.8)',
      'dss/greedy (alpha\u00a00.9)',
    ]);
  });

  it('counts paths that nothing tells apart', () => {
    expect(pathLabels([connectedPath(), connectedPath()])).toEqual([
      'dss/greedy (#1)',
      'dss/greedy (#2)',
    ]);
  });
});

describe('curvePoints and curveAt', () => {
  it('reads non-finite losses as gaps, also those that JSON holds as strings', () => {
    const written = asWritten({ t: [0, 0.5, 0.75, 1], loss: [1, Infinity, Number.NaN, 2] });
    expect(curvePoints(written.t, written.loss).map(({ y }) => y)).toEqual([1, null, null, 2]);
  });

  it('interpolates, and says nothing beside a gap or outside', () => {
    const points = curvePoints([0, 0.5, 0.75, 1], [1, 3, Number.NaN, 2]);
    expect([0, 0.25, 0.5, 0.6, 0.75, 1, 1.1].map((x) => curveAt(points, x))).toEqual([
      1,
      2,
      3,
      null,
      null,
      2,
      null,
    ]);
  });
});

describe('series', () => {
  it('keeps what a record says', () => {
    const { series } = pairData(examplePair(), 'nats');
    expect(series[1]).toMatchObject({
      label: 'dss/greedy',
      level: 0.001,
      beads: 5,
      outcome: { tag: 'finished', verdict: 'connected', grade: 'sampled', reason: null },
    });
  });

  it('counts the interior vertices of a path that is being sought', () => {
    const progress = {
      type: 'path/progress',
      pair: ['a', 'b'],
      strategy: 'dss/greedy',
      index: 1,
      level: 0.001,
      vertices: 7,
      peak: null,
      profile: { t: [0], loss: [0.0009] },
      gradientEvaluations: 64,
    } as const;
    expect(runningSeries(progress)).toMatchObject({ beads: 5, outcome: { tag: 'running' } });
  });
});
