import { evenly, type Params } from '@isthmus/core';
import { define, type PathStrategy } from '@isthmus/core/contract';
import { z } from 'zod';
import { shortening } from '../refine/shortening.js';
import { bernsteinBasis } from './bases.js';
import { combine } from './combine.js';
import { fittedCurveMover, type FittedCurve } from './fitted-curve.js';
import { fitOptions } from './options.js';
import { createCurveSearch, type CurveState } from './search.js';

/** Options of `dss/bezier`. */
export const bezierOptions = z.strictObject({
  ...fitOptions,
  vertices: z
    .int()
    .min(3)
    .max(10_000)
    .default(17)
    .describe(
      'Vertices of the polyline that stands for the curve, both ends included. The polyline is the path that is judged and handed over.',
    ),
});

/** Validated options of `dss/bezier`. */
export type BezierOptions = Omit<z.output<typeof bezierOptions>, 'shorten' | 'edges'>;

/**
 * Fits a Bézier curve between the endpoints as `createPolychain` fits a chain.
 *
 * A path has straight segments only, so the curve is handed over as a polyline through points of it
 * at evenly spaced t. That polyline is the path whose losses are judged, and every verdict is about
 * it. With n segments it keeps within `h/(8 n²)` of the curve, h being the curve's largest second
 * derivative; with one bend c, h is `2 |a - 2c + b|`.
 *
 * @param options validated, with every default filled in
 */
export function createBezier(options: BezierOptions): PathStrategy<CurveState<FittedCurve>> {
  return createCurveSearch(
    fittedCurveMover(options, bernsteinBasis, (points) => alongBezier(points, options.vertices)),
    options,
  );
}

/** The plugin `dss/bezier`. */
export const bezier = define({
  kind: 'pathStrategy',
  name: 'dss/bezier',
  summary: 'Fits a Bézier curve by stochastic gradients of the mean loss along it.',
  sources: ['arXiv:1802.10026 (Garipov et al. 2018), sections 3.1 and 3.2'],
  options: bezierOptions,
  create: shortening(createBezier),
});

/**
 * Points of a Bézier curve at evenly spaced t; both ends are the first and the last control point,
 * bit for bit.
 *
 * @param points the control points, at least two
 * @param vertices at least two
 */
export function alongBezier(points: readonly Params[], vertices: number): readonly Params[] {
  const inner = evenly(vertices)
    .slice(1, -1)
    .map((t) => combine(points, bernsteinBasis(points.length, t)));
  return [points[0]!, ...inner, points.at(-1)!];
}
