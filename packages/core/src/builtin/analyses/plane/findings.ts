import type {
  AnalysisFindings,
  AnalysisQuestion,
  ContourGrid,
  ContoursChart,
  Fact,
  FactTable,
  NamedPoint,
  ProjectedCurve,
} from '@isthmus/contract';
import type { WeightPlane } from '../../../path/plane.js';
import type { SeenPath } from './projected.js';

/** What tells the second axis of a plane. */
export type SecondAxis =
  | {
      readonly kind: 'bead';
      /** Of its path. */
      readonly label: string;
      /** Its place among the vertices, both ends counted; null within an arc. */
      readonly vertex: number | null;
      /** From the line through both endpoints, in units of their distance. */
      readonly distance: number;
    }
  | { readonly kind: 'random' };

/** A plane with what was seen on it. */
export interface SeenPlane {
  readonly plane: WeightPlane;
  readonly second: SecondAxis;
  readonly seen: readonly SeenPath[];
  readonly grid: ContourGrid;
}

/** The distance of the endpoints, by their names. */
function unitOf(points: readonly NamedPoint[]): string {
  const [a, b] = points.map(({ id }) => id);
  return `‖${b} − ${a}‖`;
}

/** Of two endpoints that are one point no plane is told. */
export function samePointFindings(points: readonly NamedPoint[]): AnalysisFindings {
  const [a, b] = points.map(({ id }) => id);
  const summary = `${a} and ${b} are one point: no line runs through them, and no plane was drawn.`;
  return { summary, facts: [], tables: [], charts: [] };
}

/** What the plane shows, in words, numbers and a chart. */
export function planeFindings(question: AnalysisQuestion, shown: SeenPlane): AnalysisFindings {
  return {
    summary: summaryOf(question, shown),
    facts: factsOf(question, shown),
    tables: [pathsTable(question, shown)],
    charts: [planeChart(question, shown)],
  };
}

function summaryOf(question: AnalysisQuestion, { second, seen, grid }: SeenPlane): string {
  const [a, b] = question.points.map(({ id }) => id);
  const unit = unitOf(question.points);
  const axis =
    second.kind === 'bead'
      ? `The plane through ${a}, ${b} and ${secondName(second)}, which is ${digits(second.distance)} ${unit} from their line.`
      : `All paths run along the line through ${a} and ${b}: the plane holds that line and a random direction.`;
  const losses = finiteLosses(grid);
  const range =
    losses.length === 0
      ? 'No loss on it is finite.'
      : `Losses on it run from ${digits(least(losses))} to ${digits(most(losses))}.`;
  return `${axis} ${range} ${hiddenWords(seen, unit)}`.trim().slice(0, 1000);
}

function hiddenWords(seen: readonly SeenPath[], unit: string): string {
  if (seen.length === 0) return '';
  const { off } = offMost(seen);
  if (Number.isNaN(off)) return 'A path has points that are not finite.';
  if (off < ON_PLANE) return 'All paths lie on it.';
  return `Paths leave it by up to ${digits(off)} ${unit}, where the losses drawn are not theirs.`;
}

/** In units of `‖b − a‖`: what lies nearer to the plane is on it, for all that can be seen. */
const ON_PLANE = 1e-4;

function offMost(seen: readonly SeenPath[]): SeenPath {
  return seen.reduce((one, other) =>
    other.off > one.off || Number.isNaN(other.off) ? other : one,
  );
}

function secondName({ label, vertex }: SecondAxis & { readonly kind: 'bead' }): string {
  return vertex === null ? `a point of an arc of ${label}` : `vertex ${vertex} of ${label}`;
}

function factsOf(
  { points: ends, measures: { rows } }: AnalysisQuestion,
  { plane, second, seen, grid }: SeenPlane,
): readonly Fact[] {
  const unit = unitOf(ends);
  const losses = finiteLosses(grid);
  const all = grid.values.flat().length;
  const data = rows.evaluation > 0 ? `evaluation set (${rows.evaluation} rows)` : 'objective';
  const points = `Over the ${all} points of the grid, of the data loss (${data}), by the engine that proposes: no verdict rests on it.`;
  return [
    {
      label: 'second axis',
      value: second.kind === 'bead' ? secondName(second) : 'random direction',
      meaning: 'What tells the plane beside the two endpoints.',
    },
    {
      label: 'distance of the endpoints',
      value: plane.unit,
      meaning: `${unit}, over all parameters, ${ends[1]!.id} as the strategies were given it: the unit of the plane.`,
    },
    {
      label: 'farthest from the line',
      value: second.kind === 'bead' ? second.distance : 0,
      meaning: `Of all points of all paths, from the line through both endpoints, in ${unit}.`,
    },
    {
      label: 'farthest from the plane',
      value: seen.length === 0 || Number.isNaN(offMost(seen).off) ? null : offMost(seen).off,
      meaning: `Of all points of all paths, in ${unit}; none where a point is not finite.`,
    },
    { label: 'smallest loss', value: losses.length === 0 ? null : least(losses), meaning: points },
    { label: 'largest loss', value: losses.length === 0 ? null : most(losses), meaning: points },
    { label: 'losses not finite', value: all - losses.length, meaning: 'Of those points.' },
  ];
}

function pathsTable({ points }: AnalysisQuestion, { seen }: SeenPlane): FactTable {
  return {
    title: 'Paths on the plane',
    caption: `Distances in ${unitOf(points)}, over all parameters in float64, of paths projected at a right angle`,
    columns: [
      { label: 'path', meaning: '' },
      { label: 'beads', meaning: '' },
      { label: 'farthest off the plane', meaning: 'none where a point is not finite' },
      {
        label: 'length that is seen',
        meaning: 'that of the projection by that of the path; 1: all of it lies on the plane',
      },
    ],
    rows: seen.map(({ curve, beads, off, shown }) => [
      ...[curve.label, beads],
      ...[Number.isNaN(off) ? null : off, shown],
    ]),
  };
}

function planeChart(
  { measures, points, paths = [] }: AnalysisQuestion,
  { second, seen, grid }: SeenPlane,
): ContoursChart {
  const levels = paths.map(({ level }) => level).filter(Number.isFinite);
  const [a, b] = points.map(({ id }) => id) as [string, string];
  const unit = unitOf(points);
  const lossUnit = measures.loss === null ? '' : ` (${measures.loss.unit})`;
  return {
    kind: 'contours',
    title: `The loss on a plane through ${a} and ${b}`,
    caption: captionOf(second),
    x: { label: `along the line from ${a} to ${b}, in ${unit}` },
    y: { label: `across it, in ${unit}` },
    z: { label: `loss${lossUnit}`, log: true },
    unit,
    grid: { ...grid, values: grid.values.map((row) => row.map(sevenDigits)) },
    level: levels.length === 0 ? null : least(levels),
    curves: seen.map(({ curve }) => rounded(curve)),
    points: [
      { label: a, x: 0, y: 0 },
      { label: b, x: 1, y: 0 },
    ],
  };
}

function captionOf(second: SecondAxis): string {
  const across = {
    bead: 'The bead that is farthest from the line of the endpoints lies on the plane.',
    random:
      'No bead is off the line of the endpoints, so the direction across it is drawn at random.',
  }[second.kind];
  return `${across} Other beads are projected onto it: the loss drawn under them is not theirs.`;
}

/** As many as float32 holds. */
function sevenDigits(value: number): number {
  return Number(value.toPrecision(7));
}

/** To a millionth of the unit. */
function rounded({ x, y, off, ...curve }: ProjectedCurve): ProjectedCurve {
  const round = (values: readonly number[]) => values.map((v) => Math.round(v * 1e6) / 1e6 || 0);
  return { ...curve, x: round(x), y: round(y), off: round(off) };
}

function finiteLosses({ values }: ContourGrid): readonly number[] {
  return values.flat().filter(Number.isFinite);
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
