import type { Dataset, LossesAlong, Path, SplitLosses } from '@isthmus/contract';
import type { Evaluator } from '@isthmus/engine';
import { pointAt } from '../path/polyline.js';
import { evenly, profileOf } from '../path/profile.js';

/** Places at which a split is looked at. */
const FEWEST = 5;
const MOST = 65;

/** A split with its evaluator. */
export interface MeasuredSplit {
  readonly rows: Dataset;
  /** Null where it has no rows. */
  readonly evaluator: Evaluator | null;
}

/**
 * Losses along a path on the train and the test split, and accuracies where there are classes: a path
 * that was sought on the evaluation set may be flat on that set alone. The places are as many as
 * take the work of judging, 5 to 65, at the vertices where these are not more.
 *
 * @param judged rows that the judging of the path has gone through: samples times the evaluation set
 */
export function lossesAlong(
  path: Path,
  splits: { readonly train: MeasuredSplit; readonly test: MeasuredSplit },
  judged: number,
  classes: boolean,
): LossesAlong {
  const begun = performance.now();
  // Two splits share the work, and so do losses and accuracies.
  const share = judged / (classes ? 4 : 2);
  const of = ({ rows, evaluator }: MeasuredSplit) =>
    evaluator && splitLosses(path, evaluator, placesFor(path, share / rows.size), classes);
  const [train, test] = [of(splits.train), of(splits.test)];
  const passes = [train, test].reduce((sum, one) => {
    return sum + (one === null ? 0 : one.t.length + (one.accuracy?.length ?? 0));
  }, 0);
  return { train, test, passes, seconds: (performance.now() - begun) / 1000 };
}

/** Even steps; where elements are few, so many that their ends and middles are among the places. */
function placesFor({ elements }: Path, passes: number): readonly number[] {
  const most = Math.min(Math.max(Math.floor(passes), FEWEST), MOST) - 1;
  const halves = 2 * elements.length;
  return evenly((halves < most ? halves * Math.floor(most / halves) : most) + 1);
}

function splitLosses(
  path: Path,
  evaluator: Evaluator,
  t: readonly number[],
  classes: boolean,
): SplitLosses {
  const { loss } = profileOf(path, t, evaluator);
  const accuracy = classes ? t.map((at) => evaluator.accuracy(pointAt(path, at))) : null;
  return { t, loss, accuracy };
}
