import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';
import type { NetworkMeasures } from './network-measures.js';
import type { Path } from './path-strategy.js';
import type { PluginName } from './ref.js';
import type { NetworkView } from './symmetry.js';

/**
 * Looks at trained networks (or points of an objective) and says what it finds, as facts, tables and
 * charts that every report draws. It changes nothing and decides no verdict.
 */
export interface Analysis {
  /**
   * Of what it is asked: each `endpoint` by itself, each `pair` that is connected, the `paths` that were
   * sought for each such pair, or `all` endpoints.
   */
  readonly of: AnalysisScope;
  /**
   * Why it can say nothing here, whatever the weights are, such as "it looks at the units of a layer
   * graph"; null where it can. Asked before anything is trained. Absent: it takes any.
   *
   * @param network null for a loss without a network
   */
  refusal?(network: NetworkView | null): string | null;
  /** Equal questions get equal findings. */
  analyze(question: AnalysisQuestion): AnalysisFindings | Promise<AnalysisFindings>;
}

/** What an analysis is about. */
export type AnalysisScope = 'endpoint' | 'pair' | 'paths' | 'all';

/** What an analysis is asked about. */
export interface AnalysisQuestion {
  readonly spec: ParamSpec;
  /** What is known of the network's structure; null for a loss without a network. */
  readonly network: NetworkView | null;
  /**
   * One, two or all of the endpoints, as they were trained or read: before any alignment. Of `paths`: the
   * two ends that strategies were given, so b as the alignment left it.
   */
  readonly points: readonly NamedPoint[];
  /** What each strategy left, in the order of the experiment; absent unless it is asked of `paths`. */
  readonly paths?: readonly NamedPath[];
  /** The loss by its name, such as `core/mse`; null for an objective. */
  readonly loss: PluginName | null;
  /** The threshold of the experiment; null where it has none. */
  readonly threshold: number | null;
  readonly measures: NetworkMeasures;
  readonly rng: Rng;
}

/** An endpoint by its id. */
export interface NamedPoint {
  readonly id: string;
  readonly params: Params;
}

/** A path by the strategy that left it. */
export interface NamedPath {
  /** The strategy, such as `dss/greedy`; with the place in its list where the experiment names it twice. */
  readonly label: string;
  /** What its verdict is about. */
  readonly level: number;
  readonly path: Path;
}

/** What an analysis found. Everything is plain data. */
export interface AnalysisFindings {
  /** One sentence that claims no more than was measured. */
  readonly summary: string;
  readonly facts: readonly Fact[];
  readonly tables: readonly FactTable[];
  readonly charts: readonly FindingChart[];
}

/** One thing that was found, with its definition. */
export interface Fact {
  /** Short, such as `dead units`; no two facts of an answer have one label, by which sweeps tell them apart. */
  readonly label: string;
  /** Null where it could not be measured; the meaning says why. */
  readonly value: number | string | null;
  /** Definition; split, sample count and arithmetic, where they are not plain. */
  readonly meaning: string;
}

/** Rows of numbers and words. */
export interface FactTable {
  readonly title: string;
  /** How the rows were measured. */
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly meaning: string }[];
  /** As many cells as there are columns; null: not measured. */
  readonly rows: readonly (readonly (number | string | null)[])[];
}

/** A picture of what was found. */
export type FindingChart = LinesChart | BarsChart | ContoursChart;

/** Curves over one axis. */
export interface LinesChart {
  readonly kind: 'lines';
  readonly title: string;
  /** What is to be seen, in words. */
  readonly caption: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
  /** Places along x that mean something. */
  readonly marks: readonly { readonly x: number; readonly label: string }[];
}

/** One curve; both arrays have one length, and x rises. */
export interface ChartSeries {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** An axis; `log`: a logarithm, to both sides of 0 where there are values at or below 0. */
export interface ChartAxis {
  readonly label: string;
  readonly log?: boolean;
}

/**
 * Values over a part of a plane, drawn as contours, with points and curves that lie on the plane or are
 * projected onto it. Both axes have one unit and are drawn to one scale.
 */
export interface ContoursChart {
  readonly kind: 'contours';
  readonly title: string;
  readonly caption: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** What the values are. */
  readonly z: ChartAxis;
  /** What one unit of both axes is, such as `‖b − a‖`: the name of the scale bar. */
  readonly unit: string;
  readonly grid: ContourGrid;
  /** The contour that is drawn strongest, and below which the plane is shaded; null: none. */
  readonly level: number | null;
  /** Drawn as series: the first as the first curve of every other chart. */
  readonly curves: readonly ProjectedCurve[];
  readonly points: readonly { readonly label: string; readonly x: number; readonly y: number }[];
}

/** Values at the points of an even grid. */
export interface ContourGrid {
  /** Places of the columns: at least two, rising in even steps. */
  readonly x: readonly number[];
  /** Places of the rows, likewise. */
  readonly y: readonly number[];
  /** A row for each place of y, of a value for each place of x; what is not finite lies above all contours. */
  readonly values: readonly (readonly number[])[];
}

/** A curve as it is seen on the plane; all arrays but `beads` have one length. */
export interface ProjectedCurve {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** How far each point is from the plane, at least 0, in the unit of the axes. */
  readonly off: readonly number[];
  /** Which of the points are marked, as their places in the arrays, rising. */
  readonly beads: readonly number[];
}

/** One number a row, as bars from 0. */
export interface BarsChart {
  readonly kind: 'bars';
  readonly title: string;
  readonly caption: string;
  readonly x: ChartAxis;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}
