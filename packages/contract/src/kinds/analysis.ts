import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';
import type { NetworkMeasures } from './network-measures.js';
import type { PluginName } from './ref.js';
import type { NetworkView } from './symmetry.js';

/**
 * Looks at trained networks (or points of an objective) and says what it finds, as facts, tables and
 * charts that every report draws. It changes nothing and decides no verdict.
 */
export interface Analysis {
  /** Of what it is asked: each `endpoint` by itself, each `pair` that is connected, or `all` endpoints. */
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
export type AnalysisScope = 'endpoint' | 'pair' | 'all';

/** What an analysis is asked about. */
export interface AnalysisQuestion {
  readonly spec: ParamSpec;
  /** What is known of the network's structure; null for a loss without a network. */
  readonly network: NetworkView | null;
  /** One, two or all of the endpoints, as they were trained or read: before any alignment. */
  readonly points: readonly NamedPoint[];
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
export type FindingChart = LinesChart | BarsChart;

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

/** One number a row, as bars from 0. */
export interface BarsChart {
  readonly kind: 'bars';
  readonly title: string;
  readonly caption: string;
  readonly x: ChartAxis;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}
