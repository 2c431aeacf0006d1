/** Charts, tables and pages of records; what they say in numbers and words is said there. */
export { accuracyChart } from './charts/accuracy.js';
export { contoursChart, contoursSvg } from './charts/contours.js';
export { costChart } from './charts/cost.js';
export { findingLines, findingLinesSvg } from './charts/finding-lines.js';
export { curvatureChart, type CurvatureData } from './charts/curvature.js';
export { graphChart, type GraphOptions } from './charts/graph.js';
export {
  interpolationChart,
  interpolationDetailSvg,
  interpolationSvg,
  type InterpolationOptions,
} from './charts/interpolation.js';
export { sweepChart, sweepSvg } from './charts/sweep.js';
export { trainingChart } from './charts/training.js';
export { graphData, type GraphData } from './data/graph-data.js';
export {
  accuracyData,
  costData,
  type AccuracyData,
  type AccuracySeries,
  type CostData,
  type CostPoint,
} from './data/pair-data.js';
export {
  pairData,
  trainingData,
  type CurvePoint,
  type InterpolationData,
  type InterpolationSeries,
  type PathOutcome,
  type TrainingData,
  type TrainingSeries,
  type TrainingState,
} from './data/series.js';
export { recordedRun, type PartRevisions, type ShownRun } from './data/shown-run.js';
export {
  sweepData,
  type SweepData,
  type SweepPoint,
  type SweepQuantity,
  type SweepSeries,
} from './data/sweep-data.js';
export type { ChartOptions, FigureOptions, ScaleChoice } from './drawing/chart-options.js';
export { standaloneSvg, type Theme } from './drawing/standalone.js';
export { CHART_STYLES } from './drawing/styles.js';
export { costTable } from './tables/cost-table.js';
export { componentsTable, graphTable } from './tables/graph-table.js';
export { leavesTable } from './tables/leaves-table.js';
export { lowestTable, type SoughtPath } from './tables/lowest-table.js';
export { splitsTable } from './tables/splits-table.js';
export { summaryTable, type SummarizedPair } from './tables/summary.js';
export { sweepTable, type SweepTableOptions } from './tables/sweep-table.js';
export {
  accuracyTable,
  interpolationTable,
  trainingTable,
  type TableOptions,
} from './tables/tables.js';
export { runPage, type PageSection } from './views/page.js';
export { PAGE_STYLES } from './views/page-styles.js';
export { sweepPage } from './views/sweep-page.js';
export { bestPath } from './words/best-path.js';
export { headline, pairStatement, type OutcomeStatement } from './words/lead.js';
