import type { Rng } from '@isthmus/contract/base';
import type {
  CurvatureWalk,
  HessianAlong,
  HessianPoint,
  Path,
  Regularizer,
} from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { flattenWide } from '@isthmus/contract/internal';
import { type WidePoint } from '@isthmus/contract/parameters';
import { directionOn, pointOn } from '../path/element.js';
import { endsOfElement, locate } from '../path/polyline.js';
import type { RitzValue } from './lanczos.js';
import type { LossLandscape } from './landscape.js';
import { flattenVector, unflattenWide } from './landscape.js';
import { curvatureAlong, eigenvaluesOf, hessianExtremes } from './spectrum.js';
import { walkAlong } from './walk.js';

/** What Hessians are taken of, and where. */
export interface HessianSource {
  readonly landscape: LossLandscape;
  readonly path: Path;
  readonly rng: Rng;
  readonly regularizers: readonly NamedRegularizer[];
  /** Called between spectra. */
  rest(): Promise<void>;
}

/** A regularizer with its name, for messages. */
export interface NamedRegularizer {
  readonly name: string;
  readonly plugin: Regularizer;
}

/** The spectra, and the ends of the walk where there is one. */
export interface HessianFinding {
  readonly record: Omit<HessianAlong, 'path'>;
  readonly ends: Readonly<Record<string, Params>>;
}

interface MeasuredPoint {
  readonly record: HessianPoint;
  readonly w: Float64Array;
  readonly smallest: RitzValue;
}

/**
 * The extreme eigenvalues of the Hessian at even steps of t along a path, both ends included, and the
 * second derivative along it; then a walk along the most negative direction of all. Points are those of
 * the path in float64, as the judge has them.
 *
 * Where there are regularizers the Hessian with theirs is given beside the data's: that of
 * `mu |theta|²` adds 2 mu to every eigenvalue, exactly.
 */
export async function hessianAlong(
  source: HessianSource,
  options: { readonly hessianPoints: number; readonly lanczosSteps: number },
): Promise<HessianFinding> {
  const points: MeasuredPoint[] = [];
  const refusal = objectiveRefusal(source.regularizers);
  for (let i = 0; i < options.hessianPoints; i++) {
    await source.rest();
    const t = i / (options.hessianPoints - 1);
    points.push(measuredAt(source, t, options.lanczosSteps, refusal === null));
  }
  const { walk, ends } = walkDown(source.landscape, points);
  return {
    record: { points: points.map(({ record }) => record), objectiveRefusal: refusal, walk },
    ends,
  };
}

function objectiveRefusal(regularizers: readonly NamedRegularizer[]): string | null {
  const silent = regularizers.filter(({ plugin }) => plugin.hessianVector === undefined);
  if (silent.length === 0) return null;
  return `no Hessian of the training objective: ${silent.map(({ name }) => `"${name}"`).join(', ')} gives none.`;
}

function measuredAt(
  { landscape, path, rng, regularizers }: HessianSource,
  t: number,
  steps: number,
  withObjective: boolean,
): MeasuredPoint {
  const place = locate(path, t);
  const ends = endsOfElement(path, place.element);
  const point = pointOn(path.elements[place.element]!, ends, place.t);
  const w = flattenWide(landscape.spec, point);
  // The same start for both, so that what a regularizer adds is not hidden by another start.
  const start = () => rng.fork(`t ${t}`);
  const data = hessianExtremes(landscape, w, { steps, rng: start() });
  const plus = penalties(landscape, regularizers, point);
  const objective =
    withObjective && regularizers.length > 0
      ? hessianExtremes(landscape, w, { steps, rng: start(), plus })
      : null;
  const record: HessianPoint = {
    t,
    loss: landscape.value(w),
    data: eigenvaluesOf(data, landscape),
    objective: objective && eigenvaluesOf(objective, landscape),
    tangent: curvatureAlong(landscape, w, tangentAt(landscape, path, t)),
  };
  return { record, w, smallest: data.smallest };
}

function penalties(
  { spec }: LossLandscape,
  regularizers: readonly NamedRegularizer[],
  point: WidePoint,
): (direction: Float64Array) => Float64Array {
  return (direction) => {
    const sum = new Float64Array(direction.length);
    for (const { plugin } of regularizers) {
      const image = flattenVector(
        spec,
        plugin.hessianVector!(point, unflattenWide(spec, direction)),
      );
      for (let i = 0; i < sum.length; i++) sum[i]! += image[i]!;
    }
    return sum;
  };
}

/** At a vertex between two elements, that of the later one. */
function tangentAt({ spec }: LossLandscape, path: Path, t: number): Float64Array {
  const place = locate(path, t);
  const ends = endsOfElement(path, place.element);
  return flattenWide(spec, directionOn(path.elements[place.element]!, ends, place.t));
}

function walkDown(
  landscape: LossLandscape,
  points: readonly MeasuredPoint[],
): { walk: CurvatureWalk | null; ends: Readonly<Record<string, Params>> } {
  const lowest = points.reduce((a, b) => (b.smallest.value < a.smallest.value ? b : a));
  if (!(lowest.smallest.value < 0)) return { walk: null, ends: {} };
  const { p, q, ...walk } = walkAlong(landscape, lowest.w, lowest.smallest.vector);
  return {
    walk: { t: lowest.record.t, eigenvalue: lowest.smallest.value, ...walk },
    ends: { 'walk.p': p, 'walk.q': q },
  };
}
