import type { LossBounds } from '@isthmus/contract';
import { shortPoint } from '@isthmus/contract/internal';
import { ask } from './check.js';
import { finiteSamples, type LossTrial } from './loss-reference.js';
import { atTarget, stream } from './loss-samples.js';

/** Half the widths of the boxes around predictions, single points among them. */
const WIDTHS = [0, 1e-12, 1e-6, 1e-2, 1, 30] as const;

/** Points of a box besides its middle and the two corners of all its low and high ends. */
const DRAWS = 24;

/** How many times as large predictions are: near a target and far from it. */
const TIMES = [1, 1e-3, 100] as const;

/**
 * What is taken for the rounding of a reference in float64, times the sizes of loss and predictions: its formula alone
 * says what the loss is.
 */
const REFERENCE_ERROR = 2 ** -45;

/** At no point of many boxes is the loss outside of its bounds, nor a prediction wrong that cannot be. */
export function hasLossBounds(trial: LossTrial): void {
  const { bounds } = trial.loss;
  if (bounds === undefined) return;
  for (const times of TIMES)
    for (const { z, y } of finiteSamples(trial))
      for (const width of WIDTHS) holdsBox(trial, bounds, z.map((entry) => times * entry), y, width); // prettier-ignore
}

function holdsBox(
  { loss, outputs }: LossTrial,
  bounds: LossBounds,
  z: Float64Array,
  y: Float32Array,
  width: number,
): void {
  const [low, high] = [z.map((entry) => entry - width), z.map((entry) => entry + width)];
  const [least, most] = [
    bounds.least(low, high, y, 0, outputs),
    bounds.most(low, high, y, 0, outputs),
  ];
  const sure = bounds.mayErr?.(low, high, y, 0, outputs) === false;
  const { value } = atTarget(loss, y);
  for (const point of pointsOf(low, high, z)) {
    const came = value(point);
    // Outside of its domain a loss is no number, and bounds say nothing.
    if (!Number.isFinite(came)) continue;
    const largest = point.reduce((size, entry) => Math.max(size, Math.abs(entry)), Math.abs(came));
    const slack = REFERENCE_ERROR * largest;
    ask(
      least - slack <= came && came <= most + slack,
      'conformance/loss-bounds',
      `bounds say that the loss is from ${least} to ${most} where predictions are from ${shortPoint(low)} to ${shortPoint(high)}, of the target ${shortPoint(y)}; the reference has ${came} at ${shortPoint(point)}. Bounds hold all that the loss may be there, rounded outward.`,
      { least, most, came },
    );
    ask(
      !sure || loss.isRight === undefined || loss.isRight(point, y, 0, outputs),
      'conformance/loss-bounds-error',
      `mayErr says that no prediction from ${shortPoint(low)} to ${shortPoint(high)} is wrong; isRight says that ${shortPoint(point)} is.`,
    );
  }
}

/** The middle, all low, all high, and random corners and points. */
function pointsOf(
  low: Float64Array,
  high: Float64Array,
  middle: Float64Array,
): readonly Float64Array[] {
  const rng = stream('boxes');
  const draws = Array.from({ length: DRAWS }, (_, k) =>
    low.map((entry, i) => {
      const place = k % 2 === 0 ? Math.round(rng.next()) : rng.next();
      return Math.min(high[i]!, entry + place * (high[i]! - entry));
    }),
  );
  return [middle, low, high, ...draws];
}
