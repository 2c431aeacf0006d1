import type { AnalysisFindings } from '../kinds/analysis.js';
import type { ResolvedRef } from '../kinds/ref.js';

/** What one analysis of a run said about one endpoint, one pair, or all endpoints. */
export interface AnalysisRecord {
  readonly analysis: ResolvedRef;
  /** Its place in the experiment's list. */
  readonly index: number;
  /** The ids of the endpoints that it is about. */
  readonly points: readonly string[];
  readonly findings: AnalysisFindings;
  readonly cost: AnalysisCost;
}

/** What an analysis took. */
export interface AnalysisCost {
  /** Passes over the evaluation set, or as much of a split: losses, predictions, values of nodes. */
  readonly lossEvaluations: number;
  /** Gradients of one model on one batch, or on the evaluation set. */
  readonly gradientEvaluations: number;
  /** Products of the Hessian with a direction. */
  readonly hessianProducts: number;
  /** Wall-clock time; left out of the promise of equal results. */
  readonly seconds: number;
}
