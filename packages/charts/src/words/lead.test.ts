import type {
  AlignmentRecord,
  ExperimentResult,
  PairRecord,
  PathRecord,
  Reason,
} from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { bestPath, LEAD_RULE } from './best-path.js';
import { headline, pairStatement } from './lead.js';
import {
  asWritten,
  connectedPath,
  exampleEndpoint,
  examplePair,
  examplePath,
  exampleResult,
} from '../testing/result.js';
import { REASON_WORDS } from './words.js';

const certified = connectedPath({ grade: 'certified', certificate: 'certificates/a-b-1.json' });
const apart = examplePath({ verdict: 'disconnected', grade: 'certified', reason: null });
const lost = examplePair({ paths: [examplePath()] });

function resultOf(...pairs: PairRecord[]): ExperimentResult {
  return exampleResult({ pairs });
}

describe('headline', () => {
  it('says of a sampled path that it is sampled, and where', () => {
    expect(headline(exampleResult())).toEqual({
      tone: 'connected',
      title: 'a and b are connected at level 0.001, sampled at 265 points, 1/264 apart.',
      detail:
        'Found by dss/greedy: 5 beads, peak 0.00098 at t = 0. Sampled means that the loss was evaluated at the listed points; between them nothing is proved.',
    });
  });

  it('says of a certified path that it is certified', () => {
    const { title, detail } = headline(resultOf(examplePair({ paths: [certified] })));
    expect(title).toBe('a and b are connected at level 0.001, certified for every t.');
    expect(detail).not.toMatch(/sampled/i);
    expect(detail).toContain(
      'Certified means that it is proved: at no point of the path, on the samples or between them, is the loss above the level.',
    );
    expect(detail).toContain('isthmus verify checks the certificate');
  });

  it('means another thing by certified where it says that two are apart', () => {
    const pairs = [examplePair({ paths: [apart] }), examplePair({ paths: [certified] })];
    expect(headline(resultOf(...pairs)).detail).toContain(
      'All of these verdicts are certified. Certified means that it is proved: every path between the two rises above the level. Certified means that it is proved: at no point',
    );
  });

  it.each(Object.keys(REASON_WORDS) as Reason[])('claims nothing after %s', (reason) => {
    const paths = [examplePath({ reason })];
    const { tone, title, detail } = headline(resultOf(examplePair({ paths })));
    expect(tone).toBe('not-found');
    expect(title).toBe(
      `No path between a and b was found at level 0.001 within budget (${reason}).`,
    );
    expect(detail).toContain('This does not show that the two are disconnected.');
  });

  it('says disconnected only where that is the verdict', () => {
    const { title, tone } = headline(resultOf(examplePair({ paths: [apart] })));
    expect(tone).toBe('disconnected');
    expect(title).toBe('a and b are disconnected at level 0.001, certified.');
  });

  it('gives the numbers of a proof that two are disconnected', () => {
    const separation: PathRecord['separation'] = {
      separator: { kind: 'determinant', kernels: ['dense1.kernel', 'dense2.kernel'] },
      ...{ units: 2, signs: [1, -1], lowerBound: 0.5 },
    };
    const paths = [examplePath({ ...apart, separation })];
    expect(headline(resultOf(examplePair({ paths }))).detail).toContain(
      'the determinant of dense1.kernel times dense2.kernel (2 x 2) has different signs at the two, and every network at which it is 0 loses at least 0.5.',
    );
  });

  it('says what cells and dual vectors prove, and between what the lowest level lies', () => {
    const ofCut: PathRecord['separation'] = {
      separator: { kind: 'relu-cut', duals: [['1', '0'], ['0', '1']] },
      ...{ cells: 1, of: 16, lowerBound: 0.5 },
    };
    const gamma = { lower: 0.5, upper: 0.75 };
    const { detail } = headline(resultOf(examplePair({ paths: [examplePath({ ...apart, separation: ofCut, gamma })] })));
    expect(detail).toContain('of 16 cells of constant activation a path from the first enters at most 1');
    expect(detail).toContain('loses at least 0.5, by 2 dual vectors in whole numbers.');
    expect(detail).toContain('lies between 0.5, which is proved, and 0.75, the peak of this path.');
    const ofCells: PathRecord['separation'] = {
      separator: { kind: 'cells', around: 'b', box: { low: [0], width: 1 }, tree: 'i' },
      ...{ cells: 49, lowerBound: 0.5 },
    };
    const cells = headline(resultOf(examplePair({ paths: [examplePath({ ...apart, separation: ofCells })] })));
    expect(cells.detail).toContain('49 cells around b are shut in by others, on all of which the loss is at least 0.5.');
  }); // prettier-ignore

  it('says of how many elements more is known than samples say', () => {
    const known = { elements: 5, constant: 3, convex: 0, contradicted: 0 };
    const { title } = headline(resultOf(examplePair({ paths: [connectedPath({ known })] })));
    expect(title).toContain('; 3 of 5 elements constant by construction.');
  });

  it('says where a path ends that was sought after alignment', () => {
    const strategies = [{ use: 'symmetry/weight-matching', options: {} }] as const;
    const distances = {
      distanceBefore: 9,
      distanceAfter: 4,
      functionError: 1e-9,
      lossAfter: 0.0009,
    };
    const alignment = {
      strategies,
      ...distances,
      ...{ peakBefore: 1, peakAfter: 0.5, candidates: [], spaces: [] },
      chosen: [{ label: 'start 0', by: 'peak' as const, proposed: 3 }],
      cost: { lossEvaluations: 99, seconds: 0.1 },
      file: 'models/b-aligned.safetensors',
    };
    const { title, detail } = headline(resultOf(examplePair({ alignment })));
    expect(title).toMatch(/^a and b, once aligned, are connected at level 0.001/);
    expect(detail).toContain('The path ends at b after alignment');
    const open = examplePair({ alignment, paths: [examplePath()] });
    expect(headline(resultOf(open)).title).toMatch(/^No path between a and b, once aligned, was/);
    expect(headline(resultOf(open, open)).title).toMatch(/^0 of 2 pairs, once aligned, are/);
    const chosen = [{ label: 'identity', by: 'peak', proposed: 3 }] as const;
    const left = headline(resultOf(examplePair({ alignment: { ...alignment, chosen } })));
    expect(left.title).toMatch(/^a and b are connected at level 0.001/);
    expect(left.detail).not.toContain('alignment');
    // As earlier versions wrote it.
    const { chosen: _, ...old } = alignment;
    const before = headline(
      resultOf(examplePair({ alignment: old as unknown as AlignmentRecord })),
    );
    expect(before.title).toBe(title);
  });

  it('counts pairs, with those that stayed open beside the connected ones', () => {
    const { title, detail, tone } = headline(resultOf(examplePair(), lost, lost));
    expect(title).toBe('1 of 3 pairs are connected at level 0.001.');
    expect(detail).toContain(
      'For 2 pairs no path was found within budget, which does not show that they are disconnected.',
    );
    expect(detail).toContain('All of these verdicts are sampled.');
    expect(tone).toBe('not-found');
  });

  it('names no common level where there is none', () => {
    const other = examplePair({ paths: [connectedPath({ level: 0.01 })] });
    expect(headline(resultOf(examplePair(), other)).title).toBe(
      '2 of 2 pairs are connected at the levels below.',
    );
  });

  it('leads with failure and cancellation', () => {
    const error = { code: 'engine/nonfinite', message: 'The loss was not finite.' };
    expect(headline(exampleResult({ status: 'failed', error })).detail).toBe(
      'The loss was not finite. (engine/nonfinite)',
    );
    const one = { strategy: 'mine/bold', options: {}, index: 1, error } as const;
    const pairs = [examplePair({ failed: [one, one] }), examplePair({ failed: [one] })];
    expect(headline(exampleResult({ status: 'failed', error, pairs })).detail).toBe(
      'The loss was not finite. (engine/nonfinite) 2 other searches failed too; the tables below say why.',
    );
    expect(headline(exampleResult({ status: 'cancelled' })).title).toMatch(/cancelled/);
    expect(headline(resultOf()).title).toBe('No path was asked for.');
    expect(pairStatement(examplePair({ paths: [] })).title).toMatch(/No path .* was judged/);
  });
});

describe('bestPath', () => {
  it('puts proof before samples, samples before nothing, then the lower peak', () => {
    const paths = [examplePath(), connectedPath(), certified];
    expect(bestPath(examplePair({ paths }))).toBe(certified);
    expect(bestPath(examplePair())?.strategy).toBe('dss/greedy');
    const low = examplePath({ peak: { t: 0.5, loss: 0.002 } });
    expect(bestPath(examplePair({ paths: [examplePath(), low] }))).toBe(low);
  });

  it('takes the shortest of those with the lowest peak, then the first', () => {
    const peak = { t: 1, loss: 0.00098 };
    const made = (
      strategy: 'dss/neb' | 'dss/bezier' | 'dss/greedy',
      length: number,
      loss = peak.loss,
    ) => connectedPath({ strategy, length, peak: { ...peak, loss } });
    const long = made('dss/neb', 28);
    const short = made('dss/bezier', 11);
    const twin = made('dss/greedy', 11);
    expect(bestPath(examplePair({ paths: [long, short, twin] }))).toBe(short);
    expect(bestPath(examplePair({ paths: [twin, long, short] }))).toBe(twin);
    const lower = made('dss/neb', 99, 0.0009);
    expect(bestPath(examplePair({ paths: [long, short, lower] }))).toBe(lower);
    // Rounding of the ends to float32 changes a peak by less than 1e-6 of it: that makes no path lower.
    const rounded = made('dss/neb', 28, peak.loss * (1 - 1e-7));
    expect(bestPath(examplePair({ paths: [rounded, short] }))).toBe(short);
  });

  it('is called the shortest only where others are as low, and the lowest only where one is higher', () => {
    const of = (...made: (readonly [loss: number, length: number])[]) =>
      pairStatement(
        examplePair({
          paths: made.map(([loss, length]) => connectedPath({ peak: { t: 1, loss }, length })),
        }),
      ).detail;
    expect(of([0.0009, 9], [0.00098, 9])).toContain('Of the 2 paths found this is the lowest.');
    expect(of([0.0009, 9], [0.00098, 9], [0.0009, 10])).toContain(
      'Of the 3 paths found this is the lowest, and the shortest of the 2 as low.',
    );
    expect(of([0.0009, 9], [0.00098, 9], [0.0009, 9])).toContain(
      'this is the lowest, and the first of the shortest of the 2 as low.',
    );
    expect(of([0.0009, 9], [0.0009, 8])).toContain(
      'The 2 paths found tie, as low as each other; this is the shortest.',
    );
    expect(of([0.0009, 8], [0.0009, 8])).toContain('this is the first of the shortest.');
    expect(of([0.0009, 9])).not.toContain('Of the');
  });

  it('is named by a rule that is read where there was a choice', () => {
    const of = (...paths: PathRecord[]) => pairStatement(examplePair({ paths })).detail;
    expect(of(connectedPath(), connectedPath({ length: 99 }))).toContain(LEAD_RULE);
    expect(of(connectedPath())).not.toContain(LEAD_RULE);
  });

  it('is named as in the legend, where options tell two of one strategy apart', () => {
    const bezier = (bends: number, more: Partial<PathRecord>) =>
      connectedPath({ strategy: 'dss/bezier', options: { bends }, ...more });
    const low = { peak: { t: 1, loss: 0.0005 } };
    const cost = { gradientEvaluations: 5, lossEvaluations: 1, seconds: 1 };
    const pair = examplePair({ paths: [bezier(2, low), bezier(3, { cost })] });
    const { detail } = pairStatement(pair);
    expect(detail).toContain('Found by dss/bezier (bends\u00a02): ');
    expect(detail).toContain('The cheapest is that of dss/bezier (bends\u00a03), by 5');
    expect(headline(resultOf(pair, pair)).detail).toContain(
      'that of dss/bezier (bends\u00a02) in 2.',
    );
    const open = (bends: number, loss: number) =>
      examplePath({ strategy: 'dss/bezier', options: { bends }, peak: { t: 0.5, loss } });
    expect(pairStatement(examplePair({ paths: [open(2, 3), open(3, 2)] })).detail).toContain(
      'The lowest path is that of dss/bezier (bends\u00a03): ',
    );
    expect(pairStatement(examplePair({ paths: [open(2, 3), open(3, 3)] })).detail).toContain(
      'All 2 paths tie, as low as that of dss/bezier (bends\u00a02): ',
    );
  });

  it('finds a leading path whatever the numbers are', () => {
    const odd = (loss: number, length: number) =>
      asWritten(examplePath({ peak: { t: 0.5, loss }, length }));
    for (const loss of [Number.NaN, Infinity, -Infinity, 0, -1])
      for (const length of [Number.NaN, Infinity, 0, 1]) {
        const path = odd(loss, length);
        expect(bestPath(examplePair({ paths: [path] }))).toBe(path);
      }
    expect(bestPath(examplePair({ paths: [odd(1, Number.NaN), odd(1, 5)] }))?.length).toBe(5);
  });

  it('says nothing of a pair by a path with free ends', () => {
    const free = connectedPath({ ends: 'free', strategy: 'dss/breadth-first' });
    expect(bestPath(examplePair({ paths: [free] }))).toBe(undefined);
    expect(bestPath(examplePair({ paths: [free, examplePath()] }))?.ends).toBe('fixed');
    const { tone, title, detail } = headline(resultOf(examplePair({ paths: [free] })));
    expect([tone, title]).toEqual(['not-found', 'No path between a and b was judged.']);
    expect(detail).toMatch(/^dss\/breadth-first connected two models of its own at level 0.001/);
  });

  it('puts a peak that is not a number last', () => {
    const broken = asWritten(examplePath({ peak: { t: 0.5, loss: Number.NaN } }));
    const whole = examplePath({ peak: { t: 0.5, loss: 5 } });
    expect(bestPath(examplePair({ paths: [broken, whole] }))).toBe(whole);
    expect(bestPath(examplePair({ paths: [whole, broken] }))).toBe(whole);
  });
});

describe('why nothing was found, and which of several is named', () => {
  const profile = { t: [0, 0.5, 1], loss: [0.0009, 1, 0.00212] };

  it('says which endpoint above the level missed its threshold', () => {
    const missed = exampleEndpoint({ id: 'b', loss: 0.00212, steps: 40, outcome: 'budget' });
    const endpoints = [exampleEndpoint(), missed];
    const pairs = [examplePair({ paths: [examplePath({ profile })] })];
    expect(headline(exampleResult({ endpoints, pairs })).detail).toMatch(
      /^Endpoint b missed the threshold 0.001: loss 0.00212 after 40 steps \(train.maxSteps used up\)\. Raise/,
    );
    const reached = exampleResult({ pairs });
    expect(headline(reached).detail).toMatch(/^Raise the level/);
    const other = exampleResult({ endpoints: [{ ...missed, id: 'c' }], pairs });
    expect(headline(other).detail).toMatch(/^Raise the level/);
  });

  it('says why strategies left nothing to judge', () => {
    const error = { code: 'x/y', message: 'The path strategy "mine/bold" failed in init: no way.' };
    const failed = [{ index: 0, strategy: 'mine/bold', options: {}, level: 0.001, error }] as const;
    const pairs = [examplePair({ paths: [], failed: failed as unknown as [] })];
    expect(headline(exampleResult({ pairs })).detail).toBe('mine/bold failed: in init: no way.');
  });

  it('names the cheapest beside the lowest, where that is one other', () => {
    const found = (strategy: 'dss/neb' | 'dss/greedy', loss: number, gradientEvaluations: number) =>
      connectedPath({
        ...{ strategy, peak: { t: 1, loss } },
        cost: { gradientEvaluations, lossEvaluations: 1, seconds: 1 },
      });
    const of = (...paths: PathRecord[]) => pairStatement(examplePair({ paths })).detail;
    const low = found('dss/neb', 0.0008, 500);
    expect(of(low, found('dss/greedy', 0.0009, 120))).toContain(
      'The cheapest is that of dss/greedy, by 120 gradient evaluations.',
    );
    expect(of(low, found('dss/greedy', 0.0009, 900))).not.toContain('cheapest');
    expect(of(low, found('dss/greedy', 0.0009, 500))).not.toContain('cheapest');
  });

  it('counts whose path leads among many pairs, where there was a choice', () => {
    const low = connectedPath({ strategy: 'dss/neb', peak: { t: 1, loss: 0.0008 } });
    const contested = examplePair({ paths: [connectedPath(), low] });
    const { detail } = headline(resultOf(contested, contested, examplePair()));
    expect(detail).toContain(
      'Of 2 pairs with several paths the lowest, and among those as low the shortest, is that of dss/neb in 2.',
    );
    expect(headline(resultOf(examplePair(), examplePair())).detail).not.toContain('several');
  });
});

describe('an endpoint above the level', () => {
  const ends = (a: number, b: number) => ({ t: [0, 0.5, 1], loss: [a, 1, b] });
  const strategies = ['core/linear', 'dss/greedy', 'dss/constrained'] as const;
  const reasons = Object.keys(REASON_WORDS) as Reason[];

  it.each(strategies.flatMap((strategy) => reasons.map((reason) => [strategy, reason] as const)))(
    'leads, whatever the strategy and the reason: %s, %s',
    (strategy, reason) => {
      const path = examplePath({ strategy, reason, profile: ends(0.0009, 0.00212), level: 0.001 });
      const { tone, title, detail } = headline(resultOf(examplePair({ paths: [path] })));
      expect(tone).toBe('not-found');
      expect(title).toBe(
        'No path can stay at or below level 0.001: b itself lies above it, at loss 0.00212.',
      );
      expect(detail).toContain('Raise the level to 0.00212 or more, or bring b to a lower loss');
    },
  );

  it('is counted apart among many pairs', () => {
    const blocked = examplePair({ paths: [examplePath({ profile: ends(0.002, 0.0009) })] });
    const { detail, title } = headline(resultOf(examplePair(), blocked, lost));
    expect(title).toBe('1 of 3 pairs are connected at level 0.001.');
    expect(detail).toContain('For 1 pair no path can stay at or below the level');
    expect(detail).toContain('For 1 pair no path was found within budget');
  });

  it('does not hide a path that was found at a level of its own', () => {
    const low = examplePath({ profile: ends(0.002, 0.0009), level: 0.001 });
    const high = connectedPath({ profile: ends(0.002, 0.0009), level: 2 });
    expect(headline(resultOf(examplePair({ paths: [low, high] }))).tone).toBe('connected');
  });

  it('says nothing of a path with ends of its own', () => {
    const free = examplePath({ ends: 'free', profile: ends(0.002, 0.0009) });
    expect(headline(resultOf(examplePair({ paths: [free] }))).title).toMatch(/was judged/);
  });
});
