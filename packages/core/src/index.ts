/** The engine room of Isthmus; `@isthmus/core/contract` is for plugin authors, `./builtin` holds the plugins. */
export {
  blamed,
  blamingCall,
  blamingLate,
  bytesInWords,
  canonicalJson,
  countInWords,
  createRng,
  finiteOrNot,
  isIsthmusError,
  IsthmusError,
  latestCall,
  meanInterval,
  mendIntrinsics,
  messageOf,
  permutation,
  runningCall,
  toJson,
  watchCalls,
  watchObject,
  wilsonInterval,
} from '@isthmus/contract/base';
export type {
  CallWatch,
  ErrorCode,
  Interval,
  MeanInterval,
  PluginCall,
  Rng,
} from '@isthmus/contract/base';
export {
  addScaled,
  conform,
  countOf,
  distance,
  dot,
  flatten,
  isFiniteParams,
  leafOf,
  lerp,
  lerpEntry,
  mapLeaves,
  narrowed,
  norm,
  parameterCount,
  sameBits,
  sizeOf,
  unflatten,
  widened,
  zerosLike,
} from '@isthmus/contract/parameters';
export type { Leaf, LeafSpec, Params, ParamSpec, WidePoint } from '@isthmus/contract/parameters';
export {
  buildNetwork,
  createEngine,
  createEvaluator,
  createObjective,
  createReference,
  checkKernels,
  tiedAxes,
} from '@isthmus/engine';
export type {
  Binding,
  BoundNode,
  CodeNetwork,
  Engine,
  EngineChoice,
  Evaluator,
  GraphNetwork,
  KernelCheck,
  Network,
  Reference,
  Space,
  TensorCheck,
  TensorRuntime,
  TiedAxes,
} from '@isthmus/engine';
export { measureChord, weighChord } from './curvature/chord.js';
export type { MeasuredChord } from './curvature/chord.js';
export { extremesOf } from './curvature/lanczos.js';
export type { Extremes, RitzValue } from './curvature/lanczos.js';
export { networkLandscape, objectiveLandscape } from './curvature/landscape.js';
export type { Landscape } from './curvature/landscape.js';
export { curvatureAlong, hessianExtremes } from './curvature/spectrum.js';
export type { SpectrumOptions } from './curvature/spectrum.js';
export { swapped, worstSwap } from './curvature/swaps.js';
export { walkAlong } from './curvature/walk.js';
export type { Walk } from './curvature/walk.js';
export { anglesOf } from './path/angles.js';
export type { Angles } from './path/angles.js';
export { arcDirection, arcPoint } from './path/arc.js';
export { barriersOf } from './path/barrier.js';
export { componentCounts, componentsAt, mergeLevel, mergesOf } from './path/graph.js';
export type { Birth, Link, Merge } from './path/graph.js';
export { graphOf } from './path/graph-record.js';
export { ARC_PART, directionsOf, elementLength, lossesOn, pointOn } from './path/element.js';
export type { Ends } from './path/element.js';
export { lengthOf, normalizedLengthOf } from './path/length.js';
export { proposePeak } from './path/propose.js';
export {
  findPeak,
  MIN_GRID_POINTS,
  nextSample,
  PEAK_SEARCH,
  peakSearchOf,
  withSample,
} from './path/peak.js';
export type { FoundPeak, PeakOptions } from './path/peak.js';
export { endsOfElement, locate, pointAt, polyline } from './path/polyline.js';
export { rootsWithin } from './landscapes/roots.js';
export { evenly, joinProfiles, NO_SAMPLES, peakOf, profileOf } from './path/profile.js';
export { MAX_CURVE_POINTS, thin } from './path/thin.js';
export { importModel } from '@isthmus/files';
export type { ImportedModel } from '@isthmus/files';
export { decodeModel, decodePath, encodeModel, encodePath } from '@isthmus/files';
export type { Lines, RunFolder } from '@isthmus/files';
export { readSafetensors, writeSafetensors } from '@isthmus/files';
export type { OtherTensor, TensorFile } from '@isthmus/files';
export { configTextOf } from './registry/config-bytes.js';
export { parseConfigText } from './registry/config-text.js';
export { ConfigError } from './registry/issues.js';
export type { ConfigIssue } from './registry/issues.js';
export { experimentSchema, NAME_PATTERN } from './registry/experiment-schema.js';
export type { ParsedExperiment, RawExperiment } from './registry/experiment-schema.js';
export { changesBeyondGrowth } from './registry/growth.js';
export type { Change } from './registry/growth.js';
export { experimentJsonSchema } from './registry/json-schema.js';
export { DEFAULT_LIMITS, limitsSchema } from './registry/limits.js';
export type { Limits } from './registry/limits.js';
export { optionsJsonSchema } from './registry/options-schema.js';
export { parseExperiment } from './registry/parse.js';
export { pointerOf, segmentsOf, valueAt, withValueAt } from './registry/pointer.js';
export { cellExperiment, sweepGrid, sweepOf } from './registry/sweep.js';
export type { AxisValues, Sweep, SweepAxis, SweepCell, SweepGrid } from './registry/sweep.js';
export { Registry } from './registry/registry.js';
export type { Resolved } from './registry/registry.js';
export { endpointIds, endpointIdsOf, pairsOf } from './registry/endpoint-ids.js';
export { resolveExperiment } from './registry/resolve.js';
export { levelOf } from './registry/path-level.js';
export type { PathLevel } from './registry/path-level.js';
export type { Experiment, ResolvedConfig, ResolvedPath } from './registry/resolve.js';
export { connect } from './run/connect.js';
export type { ConnectOutcome } from './run/connect.js';
export { connectLowest, nextLevel } from './run/lowest.js';
export type { Bounds, LowestOptions } from './run/lowest.js';
export type {
  ChosenStrategy,
  ConnectSettings,
  SearchBudget,
  SearchProgress,
} from './run/search.js';
export { createExecutor } from './run/executor.js';
export { unmetExpectations } from './run/expectations.js';
export { drawReport } from './run/reports.js';
export { runExperiment } from './run/run.js';
export type { RunOptions, RunOutcome } from './run/run.js';
export { layersOf } from './run/open-network.js';
export { stepsAtOnce } from './run/demand.js';
export type { Demand } from './run/demand.js';
export { memoryLimit } from './run/memory-limit.js';
export type { MemoryLimit } from './run/memory-limit.js';
export { openSession } from './run/session.js';
export { checkSmallest } from './run/smallest.js';
export type { Session, SessionOptions } from './run/session.js';
export type {
  AlignStep,
  ConvexityStep,
  DrawnReport,
  EndpointStep,
  Executor,
  PathStep,
  ReportStep,
  Step,
  StepHooks,
  StepOutput,
} from './run/steps.js';
