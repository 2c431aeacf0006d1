import type { ResolvedConfig } from '@isthmus/core';
import type { PathRow } from '../rows.js';

/** A connected path of the straight line, with parts replaced. */
export function row(change: Partial<PathRow> = {}): PathRow {
  return {
    ...{ a: 'a', b: 'b', strategy: 'core/linear', index: 0, options: {}, ends: 'fixed' },
    ...{ lossA: 0.1, lossB: 0.2, accuracyA: null, accuracyB: null, reached: true },
    ...{ verdict: 'connected', grade: 'sampled', reason: null, threshold: 0.5, level: 0.5 },
    ...{ peakT: 0.5, peak: 0.4, aboveEnds: 0.2, aboveMean: 0.25, aboveChord: 0.25 },
    ...{ length: 2, normalizedLength: 1, beads: 0 },
    ...{ gradientEvaluations: 10, lossEvaluations: 35, seconds: 0.25 },
    ...{ provedLower: null, provedUpper: null, proof: null, provedRows: null },
    ...change,
  };
}

/** A resolved experiment of these paths alone. */
export function configOf(...given: object[]): ResolvedConfig {
  const paths = given.map((path) => ({
    ...{ use: 'core/linear', options: {}, level: 'threshold' },
    ...path,
  }));
  // Groups look at nothing but the paths.
  return { paths } as unknown as ResolvedConfig;
}
