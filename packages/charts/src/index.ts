export type { ChartOptions, FigureOptions, ScaleChoice } from './chart-options.js';
export { CURVATURE_TITLE, curvatureChart, curvatureSvg, curvatureTable } from './curvature.js';
export type { CurvatureData } from './curvature.js';
export { convexitySentences, convexityTitle } from './curvature-words.js';
export { dataTable, type Column, type TableData } from './data-table.js';
export { element, visibleText, type Attributes, type AttributeValue, type Child } from './dom.js';
export {
  endsAbove,
  endsAboveNotes,
  endsAboveSentence,
  remedySentence,
  type EndAbove,
} from './ends-above.js';
export * from './format.js';
export { graphData, graphLines, graphWords, type GraphData } from './graph-data.js';
export { componentsTable, graphTable } from './graph-table.js';
export { GRAPH_TITLE, graphChart, graphSvg, type GraphOptions } from './graph.js';
export {
  interpolationChart,
  interpolationDetailSvg,
  interpolationSvg,
  interpolationTitle,
} from './interpolation.js';
export type { InterpolationOptions } from './interpolation.js';
export { bestPath, headline, pairStatement, type Statement } from './lead.js';
export { verdictMark } from './legend.js';
export { failureWords, runNotes } from './notes.js';
export { splitsTable } from './splits-table.js';
export { isSought, lowestTable, lowestWords, type SoughtPath } from './lowest-table.js';
export * from './series.js';
export { standaloneSvg, type Theme } from './standalone.js';
export { CHART_STYLES, withoutInlineStyle } from './styles.js';
export { sweepChart, sweepSvg, sweepTitle } from './sweep.js';
export { fractionWords, meanWords, QUANTITY_WORDS, sweepData, valueText } from './sweep-data.js';
export type { SweepData, SweepPoint, SweepQuantity, SweepSeries } from './sweep-data.js';
export { sweepTable, type SweepTableOptions } from './sweep-table.js';
export { summaryTable, type SummarizedPair } from './summary.js';
export { interpolationTable, trainingTable, type TableOptions } from './tables.js';
export { TRAINING_TITLE, trainingChart, trainingSvg } from './training.js';
export * from './grade-words.js';
export * from './words.js';
