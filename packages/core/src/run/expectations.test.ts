import { describe, expect, it } from 'vitest';
import type { ExperimentResult, PathRecord } from '@isthmus/contract';
import { unmetExpectations } from './expectations.js';

type Outcome = Pick<PathRecord, 'strategy' | 'verdict' | 'reason' | 'beads' | 'level'>;
const connected = (beads = 0): Outcome => ({
  strategy: 'dss/greedy',
  verdict: 'connected',
  reason: null,
  beads,
  level: 0.5,
});
const notFound: Outcome = {
  strategy: 'dss/greedy',
  verdict: 'not-found',
  reason: 'depth',
  beads: 3,
  level: 0.5,
};
const linear: Outcome = {
  strategy: 'core/linear',
  verdict: 'not-found',
  reason: 'above-level',
  beads: 0,
  level: 0.5,
};

const graded = (certification: object | null) =>
  ({ ...connected(), grade: 'sampled', certification }) as Outcome;
const proved = [{ strategy: 'dss/greedy', verdict: 'connected', grade: 'certified' }] as const;

const resultOf = (...pairs: (readonly Outcome[])[]) =>
  ({
    pairs: pairs.map((paths, i) => ({ a: 'a', b: 'bcd'[i], paths })),
  }) as unknown as ExperimentResult;
const greedy = (verdict: PathRecord['verdict'], beads?: number) =>
  [{ strategy: 'dss/greedy', verdict, ...(beads === undefined ? {} : { beads }) }] as const;
const atMost = (level: number) =>
  [{ strategy: 'dss/greedy', verdict: 'connected', atMost: level }] as const;

describe('unmetExpectations', () => {
  it.each<[string, ExperimentResult, Parameters<typeof unmetExpectations>[1], readonly string[]]>([
    [
      'no proof was asked for',
      resultOf([graded(null)]),
      proved,
      ['dss/greedy a – b: expected the grade certified, got sampled.'],
    ],
    [
      'a proof stayed undecided',
      resultOf([graded({ rows: null, reason: 'too wide' })]),
      proved,
      ['dss/greedy a – b: expected the grade certified, got sampled (too wide).'],
    ],
    [
      'some rows alone were looked at',
      resultOf([graded({ rows: 20, rowsOf: 64, reason: 'too wide' })]),
      proved,
      [
        'dss/greedy a – b: expected the grade certified, got sampled (a claim about 20 of 64 rows gives no grade).',
      ],
    ],
    ['nothing is claimed', resultOf([notFound]), [], []],
    ['the claim is met', resultOf([linear, connected()]), greedy('connected'), []],
    ['not-found was claimed and came', resultOf([notFound]), greedy('not-found'), []],
    [
      'another verdict came',
      resultOf([notFound]),
      greedy('connected'),
      ['dss/greedy a – b: expected connected, got not-found (depth).'],
    ],
    [
      'connected came',
      resultOf([connected()]),
      greedy('not-found'),
      ['dss/greedy a – b: expected not-found, got connected.'],
    ],
    ['the beads are as claimed', resultOf([connected(3)]), greedy('connected', 3), []],
    ['no beads are claimed, and none came', resultOf([connected(0)]), greedy('connected', 0), []],
    ['the level is as low as claimed', resultOf([connected()]), atMost(0.5), []],
    [
      'the level is higher',
      resultOf([connected()]),
      atMost(0.4),
      ['dss/greedy a – b: expected a level of at most 0.4, got 0.5.'],
    ],
    [
      'the beads differ',
      resultOf([connected(5)]),
      greedy('connected', 3),
      ['dss/greedy a – b: expected 3 beads, got 5.'],
    ],
    [
      'verdict and beads differ',
      resultOf([notFound]),
      greedy('connected', 0),
      [
        'dss/greedy a – b: expected connected, got not-found (depth).',
        'dss/greedy a – b: expected 0 beads, got 3.',
      ],
    ],
    [
      'one pair of three fails it',
      resultOf([connected()], [notFound], [connected()]),
      greedy('connected'),
      ['dss/greedy a – c: expected connected, got not-found (depth).'],
    ],
    [
      'no path of it was judged',
      resultOf([linear]),
      greedy('connected'),
      ['dss/greedy: connected was expected, but no path was judged.'],
    ],
    [
      'there is no pair',
      resultOf(),
      greedy('not-found'),
      ['dss/greedy: not-found was expected, but no path was judged.'],
    ],
    [
      'the strategy stands there twice',
      resultOf([connected(), notFound]),
      greedy('connected'),
      ['dss/greedy a – b: expected connected, got not-found (depth).'],
    ],
  ])('when %s', (_, result, expect_, unmet) => {
    expect(unmetExpectations(result, expect_)).toEqual(unmet);
  });
});
