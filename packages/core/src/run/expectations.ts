import { shortNumber } from '@isthmus/contract/internal';
import type { ExperimentResult, PathRecord } from '@isthmus/contract';
import type { ResolvedConfig } from '../registry/resolve.js';

type Expectation = ResolvedConfig['expect'][number];

/**
 * The claims of an experiment that its outcome does not meet, in words; a claim holds for every pair.
 * A finished run without a single path of the strategy meets nothing.
 *
 * @example
 * const [claim] = unmetExpectations(result, [{ strategy: 'core/linear', verdict: 'not-found' }]);
 * claim; // 'core/linear a – b: expected not-found, got connected.'
 * unmetExpectations(result, [{ strategy: 'dss/greedy', verdict: 'connected' }]); // []
 */
export function unmetExpectations(
  result: ExperimentResult,
  expect: readonly Expectation[],
): readonly string[] {
  return expect.flatMap((expected) => {
    const found = result.pairs.flatMap(({ a, b, paths }) =>
      paths
        .filter(({ strategy }) => strategy === expected.strategy)
        .map((path) => ({ pair: `${a} – ${b}`, path })),
    );
    if (found.length === 0)
      return [`${expected.strategy}: ${expected.verdict} was expected, but no path was judged.`];
    return found.flatMap(({ pair, path }) =>
      mismatches(expected, path).map((what) => `${expected.strategy} ${pair}: ${what}`),
    );
  });
}

function mismatches(expected: Expectation, path: PathRecord): readonly string[] {
  const verdict =
    path.verdict === expected.verdict
      ? []
      : [
          `expected ${expected.verdict}, got ${path.verdict}${path.reason === null ? '' : ` (${path.reason})`}.`,
        ];
  const grade =
    expected.grade === undefined || path.grade === expected.grade
      ? []
      : [
          `expected the grade ${expected.grade}, got ${path.grade ?? 'none'}${ungradedWords(path)}.`,
        ];
  const beads =
    expected.beads === undefined || path.beads === expected.beads
      ? []
      : [`expected ${expected.beads} beads, got ${path.beads}.`];
  const level =
    expected.atMost === undefined || path.level <= expected.atMost
      ? []
      : [
          `expected a level of at most ${expected.atMost}, got ${shortNumber(path.level, expected.atMost)}.`,
        ];
  return [...verdict, ...grade, ...beads, ...level];
}

/** Why no proof was found, where that is known. */
function ungradedWords({ certification }: PathRecord): string {
  const [rows, rowsOf] = [certification?.rows ?? null, certification?.rowsOf ?? null];
  const reason = certification?.reason ?? null;
  if (rows !== null) return ` (a claim about ${rows}${rowsOf === null ? '' : ` of ${rowsOf}`} rows gives no grade)`; // prettier-ignore
  return reason === null ? '' : ` (${reason})`;
}
