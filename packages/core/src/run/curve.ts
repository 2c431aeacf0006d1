import { MAX_CURVE_POINTS } from '../path/thin.js';

/** Losses on the evaluation set by optimizer steps; both arrays have one length. */
export interface TrainingCurve {
  readonly step: readonly number[];
  readonly loss: readonly number[];
}

/** Collects a curve of any length in bounded memory. */
export interface CurveRecorder {
  /** @param step larger than the one before */
  add(step: number, loss: number): void;
  /** The curve so far, at most 512 points by increasing step; a copy. */
  curve(): TrainingCurve;
}

interface Point {
  readonly step: number;
  readonly loss: number;
}

/** The extremes of a stretch of neighbouring points. */
interface Stretch {
  readonly size: number;
  readonly low: Point;
  readonly high: Point;
}

/** Two points a stretch, and the first and last point. */
const MAX_STRETCHES = 2 * Math.floor((MAX_CURVE_POINTS - 2) / 4);

/**
 * Records a curve: it keeps the first and the last point, the highest and the lowest, and the
 * extremes of every stretch. Stretches are equally many points long: when there are too many,
 * neighbours are joined, so that no part of the curve is coarser than another. NaN counts as highest.
 */
export function createCurveRecorder(): CurveRecorder {
  let first: Point | null = null;
  let last: Point | null = null;
  let stretches: Stretch[] = [];
  let length = 1;
  const push = (point: Point) => {
    const open = stretches.at(-1);
    const alone: Stretch = { size: 1, low: point, high: point };
    if (open !== undefined && open.size < length) {
      stretches[stretches.length - 1] = joined(open, alone);
      return;
    }
    if (stretches.length === MAX_STRETCHES) {
      stretches = joinPairs(stretches);
      length *= 2;
    }
    stretches.push(alone);
  };
  return {
    add(step, loss) {
      if (last !== null) push(last);
      if (first === null) first = { step, loss };
      else last = { step, loss };
    },
    curve: () => toCurve([first, ...stretches.flatMap(pointsOf), last]),
  };
}

function joinPairs(stretches: readonly Stretch[]): Stretch[] {
  const pairs: Stretch[] = [];
  for (let i = 0; i < stretches.length; i += 2)
    pairs.push(joined(stretches[i]!, stretches[i + 1]!));
  return pairs;
}

function joined(a: Stretch, b: Stretch): Stretch {
  return {
    size: a.size + b.size,
    low: below(b.low.loss, a.low.loss) ? b.low : a.low,
    high: below(a.high.loss, b.high.loss) ? b.high : a.high,
  };
}

/** Whether a is less than b, NaN being above all. */
function below(a: number, b: number): boolean {
  return a < b || (Number.isNaN(b) && !Number.isNaN(a));
}

function pointsOf({ low, high }: Stretch): readonly Point[] {
  if (low === high) return [low];
  return low.step < high.step ? [low, high] : [high, low];
}

function toCurve(points: readonly (Point | null)[]): TrainingCurve {
  const present = points.filter((point) => point !== null);
  return { step: present.map(({ step }) => step), loss: present.map(({ loss }) => loss) };
}
