export type { ChartOptions, FigureOptions, ScaleChoice } from './drawing/chart-options.js';
export {
  CURVATURE_TITLE,
  curvatureChart,
  curvatureSvg,
  curvatureTable,
} from './charts/curvature.js';
export type { CurvatureData } from './charts/curvature.js';
export { convexitySentences, convexityTitle } from './format/curvature-words.js';
export { dataTable, type TableColumn, type TableData } from './tables/data-table.js';
export {
  element,
  visibleText,
  type Attributes,
  type AttributeValue,
  type DomChild,
} from './drawing/dom.js';
export {
  endsAbove,
  endsAboveNotes,
  endsAboveSentence,
  remedySentence,
  type EndAbove,
} from './words/ends-above.js';
export * from './format/format.js';
export { graphData, graphLines, graphWords, type GraphData } from './data/graph-data.js';
export { componentsTable, graphTable } from './tables/graph-table.js';
export { GRAPH_TITLE, graphChart, graphSvg, type GraphOptions } from './charts/graph.js';
export {
  interpolationChart,
  interpolationDetailSvg,
  interpolationSvg,
  interpolationTitle,
} from './charts/interpolation.js';
export type { InterpolationOptions } from './charts/interpolation.js';
export { bestPath, headline, pairStatement, type OutcomeStatement } from './words/lead.js';
export { verdictMark } from './drawing/legend.js';
export { failureWords, runNotes } from './words/notes.js';
export { splitsTable } from './tables/splits-table.js';
export { isSought, lowestTable, lowestWords, type SoughtPath } from './tables/lowest-table.js';
export * from './data/series.js';
export { standaloneSvg, type Theme } from './drawing/standalone.js';
export { CHART_STYLES, withoutInlineStyle } from './drawing/styles.js';
export { sweepChart, sweepSvg, sweepTitle } from './charts/sweep.js';
export {
  fractionWords,
  meanWords,
  QUANTITY_WORDS,
  sweepData,
  valueText,
} from './data/sweep-data.js';
export type { SweepData, SweepPoint, SweepQuantity, SweepSeries } from './data/sweep-data.js';
export { sweepTable, type SweepTableOptions } from './tables/sweep-table.js';
export { summaryTable, type SummarizedPair } from './tables/summary.js';
export {
  accuracyTable,
  interpolationTable,
  trainingTable,
  type TableOptions,
} from './tables/tables.js';
export { TRAINING_TITLE, trainingChart, trainingSvg } from './charts/training.js';
export * from './format/grade-words.js';
export * from './words/words.js';
export { accuracyChart, accuracySvg } from './charts/accuracy.js';
export { costChart, costSvg, isComparable } from './charts/cost.js';
export { accuracyData, costData, pairCurves } from './data/pair-data.js';
export type { AccuracyData, AccuracySeries, CostData, CostPoint } from './data/pair-data.js';
export { costTable } from './tables/cost-table.js';
export { recordedRun, type PartRevisions, type ShownRun } from './data/shown-run.js';
export { runPage, type PageSection } from './views/page.js';
export { SWEEP_CHARTS, sweepPage } from './views/sweep-page.js';
export { PAGE_STYLES } from './views/page-styles.js';
