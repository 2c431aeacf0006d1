import {
  define,
  type AnalysisFindings,
  type AnalysisQuestion,
  type ContourGrid,
  type NamedPath,
  type Rng,
} from '@isthmus/contract';
import { flattenWide } from '@isthmus/contract/internal';
import { narrowed, widened, type Params, type ParamSpec } from '@isthmus/contract/parameters';
import { z } from 'zod';
import { unflattenWide } from '../../../curvature/landscape.js';
import {
  distanceFromLine,
  norm,
  planePoint,
  planeThrough,
  type WeightPlane,
} from '../../../path/plane.js';
import { planeFindings, samePointFindings, type SecondAxis } from './findings.js';
import { frameAround, refinedGrids, RESOLUTIONS, type PlaneFrame, type RowLosses } from './grid.js';
import { drawnPoints, seenPath } from './projected.js';

const options = z.strictObject({
  resolution: z
    .literal(RESOLUTIONS)
    .default(33)
    .describe(
      'Points of the grid to a side: so many times so many losses on the evaluation set, by the engine.',
    ),
  margin: z
    .number()
    .min(0)
    .max(4)
    .default(0.15)
    .describe('Room around the paths, as a part of the longer side of what they take up.'),
});

type Options = z.output<typeof options>;

/** The loss on the plane through two endpoints and the farthest bead of their paths. */
export const plane = define({
  kind: 'analysis',
  name: 'core/plane',
  summary:
    'Draws the loss on the plane through both endpoints and the bead farthest from their line, with all paths projected onto it.',
  sources: ['arXiv:1802.10026', 'arXiv:1712.09913'],
  options,
  create: (chosen) => ({ of: 'paths', analyze: (question) => analyze(question, chosen) }),
});

function analyze(question: AnalysisQuestion, { resolution, margin }: Options): AnalysisFindings {
  const { spec, points, paths = [], rng } = question;
  const [a, b] = points.map(({ params }) => flat(spec, params)) as [Float64Array, Float64Array];
  if (a.every((entry, i) => entry === b[i])) return samePointFindings(points);
  const { plane, second } = choosePlane(spec, [a, b], paths, rng);
  const seen = paths.map((path) => seenPath(spec, plane, path));
  const frame = frameAround(
    seen.map(({ curve }) => curve),
    margin,
  );
  const lossesAt = rowLosses(question, plane, frame);
  let grid: ContourGrid | undefined;
  for (grid of refinedGrids(frame, resolution, lossesAt));
  return planeFindings(question, { plane, second, seen, grid: grid! });
}

function flat(spec: ParamSpec, params: Params): Float64Array {
  return flattenWide(spec, widened(params));
}

/** A part of a point's norm by which rounding to float32 may move it off a line, four times over. */
const ON_LINE = 2 ** -22;

/**
 * The plane through both endpoints and the point of any path that is farthest from their line. Where all lie on
 * it, no bead tells a second direction: then it is drawn at random.
 */
function choosePlane(
  spec: ParamSpec,
  [a, b]: readonly [Float64Array, Float64Array],
  paths: readonly NamedPath[],
  rng: Rng,
): { readonly plane: WeightPlane; readonly second: SecondAxis } {
  let far: { at: Float64Array; distance: number; label: string; vertex: number | null } | null =
    null;
  for (const { label, path } of paths)
    for (const { at, vertex } of drawnPoints(spec, path)) {
      const distance = distanceFromLine(a, b, at);
      const isOff = distance > ON_LINE * Math.max(norm(at), norm(a)) && Number.isFinite(distance);
      if (isOff && distance > (far?.distance ?? 0)) far = { at, distance, label, vertex };
    }
  if (far !== null) {
    const { at, label, vertex } = far;
    const place = planeThrough(a, b, at);
    const distance = far.distance / place.unit;
    return { plane: place, second: { kind: 'bead', label, vertex, distance } };
  }
  const stream = rng.fork('second axis');
  const third = a.map((entry) => entry + stream.normal());
  return { plane: planeThrough(a, b, third), second: { kind: 'random' } };
}

/** Losses along the rows of a frame: each row is a segment between two points that are rounded to float32. */
function rowLosses(
  { spec, measures }: AnalysisQuestion,
  plane: WeightPlane,
  { x }: PlaneFrame,
): RowLosses {
  const at = (column: number, row: number) =>
    narrowed(unflattenWide(spec, planePoint(plane, column, row)));
  return (y, t) => measures.scan(at(x[0], y), at(x[1], y), t);
}
