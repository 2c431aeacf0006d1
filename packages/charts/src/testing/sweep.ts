import type { MeanInterval, SweepGroup, SweepMeans, SweepRecord } from '@isthmus/contract';

/** A mean of 20 values. */
export function mean(value: number, reach = 0.1): MeanInterval {
  return { n: 20, mean: value, low: value - reach, high: value + reach };
}

function means(value: number): SweepMeans {
  const one = mean(value);
  return {
    ...{ normalizedLength: one, beads: mean(4 * value), peak: one, aboveEnds: one },
    ...{ gradientEvaluations: mean(1000 * value), lossEvaluations: mean(500) },
  };
}

/** A group of 20 pairs of which 15 are connected, with parts replaced. */
export function group(change: Partial<SweepGroup> = {}): SweepGroup {
  return {
    values: { '/train/threshold': 0.1 },
    ...{ index: 0, strategy: 'dss/greedy', label: 'dss/greedy', options: {}, level: 'threshold' },
    ends: 'fixed',
    trials: { total: 21, finished: 20, failed: 1 },
    ...{ pairs: 20, reached: 19, connected: 15 },
    fraction: { value: 0.75, low: 0.531, high: 0.888 },
    all: means(1.5),
    connectedOnly: means(1.25),
    ...change,
  };
}

const SEEDS = { pointer: '/seed', name: 'seed', values: Array.from({ length: 20 }, (_, i) => i) };

/** Two strategies at each of the values of a setting. */
export function sweepOver(
  pointer: string,
  values: readonly unknown[],
  change: Partial<SweepRecord> = {},
): SweepRecord {
  const name = pointer.split('/').at(-1)!;
  const groups = values.flatMap((value, i) =>
    ['core/linear', 'dss/greedy'].map((label, index) =>
      group({ values: { [pointer]: value }, index, label, all: means(1 + i * index) }),
    ),
  );
  return {
    ...{ format: 'isthmus/sweep@1', status: 'finished', name: 'widths', config: {} },
    axes: [{ pointer, name, values }, SEEDS],
    ...{ count: 20 * values.length, unit: 'squared error', baselines: null, trials: [], groups },
    environment: {
      ...{ isthmus: '0.1.0', node: '20.19.0', workers: 2 },
      ...{ startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:01:00.000Z' },
    },
    ...change,
  };
}
