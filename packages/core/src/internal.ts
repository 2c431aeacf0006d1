/** For the other packages of Isthmus, of the same version: it may change without notice. */
export { configTextOf } from './registry/config-bytes.js';
export { experimentIssues, issuesOf } from './registry/every-issue.js';
export { schemasAt } from './registry/known-keys.js';
export { changesFor, placesOf } from './registry/places.js';
export type { TextChange, TextPlace } from './registry/places.js';
export { changesBeyondGrowth } from './registry/growth.js';
export type { SettingChange } from './registry/growth.js';
export { DEFAULT_LIMITS, limitsSchema } from './registry/limits.js';
export type { Limits } from './registry/limits.js';
export { optionsJsonSchema } from './registry/options-schema.js';
export { cellExperiment, sweepGrid, sweepOf } from './registry/sweep.js';
export { isVariants } from './registry/sweep-faults.js';
export type { SweepAxis, SweepCell, SweepGrid } from './registry/sweep.js';
export type { AxisValues, Sweep, Variants } from './registry/sweep-schema.js';
export { endpointIds, endpointIdsOf, pairsOf } from './registry/endpoint-ids.js';
export { unmetExpectations } from './run/expectations.js';
export { drawReport } from './run/reports.js';
export { stepsAtOnce } from './run/demand.js';
export type { MemoryDemand } from './run/demand.js';
export { memoryLimit } from './run/memory-limit.js';
export type { MemoryLimit } from './run/memory-limit.js';
export { checkSmallest } from './run/smallest.js';
export type {
  AlignStep,
  TogetherStep,
  AnalysisStep,
  ConvexityStep,
  DrawnReport,
  EndpointStep,
  PathFound,
  PathStep,
  ReportStep,
  Step,
  StepHooks,
  StepOutput,
} from './run/steps.js';
export { sharedProducts } from '@isthmus/engine/internal';
export type { MatrixProducts } from '@isthmus/engine/internal';
export { seekCells } from './separation/cells/search.js';
export { isEnclosed } from './separation/cells/activations.js';
export { boxBoundOf } from './separation/cells/enclosure.js';
export { cutBetween } from './separation/relu/cut.js';
export { solvedLandscape } from './separation/relu/landscape.js';
export { cellsRefusal } from './separation/relu/cells.js';
export { pointOf, reluLayerOf, unitsOf } from './separation/relu/layer.js';
export type { ReluLayer } from './separation/relu/layer.js';
export { boundsAt } from './checker/along.js';
export type { Factor } from './checker/arc-end.js';
export { boundsOn } from './checker/bounds.js';
export type { LeafBounds, Subject } from './checker/bounds.js';
export { Malformed } from './checker/faults.js';
export { pathOf } from './checker/files.js';
export type { StoredPath } from './checker/files.js';
export { readLoss } from './checker/losses.js';
export { readNetwork } from './checker/network.js';
export type { Network as CheckedNetwork } from './checker/network.js';
export { standing } from './checker/segment.js';
export type { Point } from './checker/segment.js';
export { readTensors } from './checker/tensor-file.js';
