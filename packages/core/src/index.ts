/** The engine room of Isthmus; `@isthmus/core/contract` is for plugin authors, `./builtin` holds the plugins. */
export { IsthmusError, isIsthmusError, messageOf } from './base/errors.js';
export type { ErrorCode } from './base/errors.js';
export { blamed, blamingCall, blamingLate } from './base/blame.js';
export { latestCall, runningCall, watchCalls } from './base/plugin-call.js';
export type { CallWatch, PluginCall } from './base/plugin-call.js';
export { mendIntrinsics, watchObject } from './base/intrinsics.js';
export { bytesInWords, countInWords } from './base/quantities.js';
export { canonicalJson, finiteOrNot, toJson } from './base/json.js';
export { createRng, permutation } from './base/rng.js';
export type { Rng } from './base/rng.js';
export { meanInterval } from './base/mean-interval.js';
export type { MeanInterval } from './base/mean-interval.js';
export { wilsonInterval } from './base/wilson.js';
export type { Interval } from './base/wilson.js';
export { lerpEntry } from './parameters/entries.js';
export {
  addScaled,
  countOf,
  distance,
  dot,
  isFiniteParams,
  leafOf,
  lerp,
  mapLeaves,
  norm,
  sameBits,
  zerosLike,
} from './parameters/parameters.js';
export type { Leaf, Params } from './parameters/parameters.js';
export { conform, flatten, parameterCount, sizeOf, unflatten } from './parameters/spec.js';
export type { LeafSpec, ParamSpec } from './parameters/spec.js';
export { narrowed, widened } from './parameters/wide-point.js';
export type { WidePoint } from './parameters/wide-point.js';
export { buildNetwork } from './network/build.js';
export type { BoundNode, CodeNetwork, GraphNetwork, Network } from './network/network.js';
export { createReference } from './network/reference/create-reference.js';
export type { Reference } from './network/reference/reference.js';
export type { Binding, Space, TiedAxes } from './network/tied-axes/spaces.js';
export { tiedAxes } from './network/tied-axes/tied-axes.js';
export { createEngine } from './engine/choose.js';
export type { Engine, EngineChoice } from './engine/engine.js';
export { checkHost } from './engine/host-check.js';
export type { HostCheck } from './engine/host-check.js';
export { createEvaluator } from './engine/evaluator-of.js';
export type { Evaluator } from './engine/evaluator.js';
export { createObjective } from './engine/training-objective.js';
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
export { endsOf, locate, pointAt, polyline } from './path/polyline.js';
export { rootsWithin } from './path/problems/roots.js';
export { evenly, joinProfiles, NO_SAMPLES, peakOf, profileOf } from './path/profile.js';
export { MAX_CURVE_POINTS, thin } from './path/thin.js';
export { writeFileAtomic } from './io/atomic.js';
export { fileSourceIn } from './io/file-source.js';
export { refuseLinks, sameFolder } from './io/links.js';
export { lockFolder } from './io/folder-lock.js';
export { importModel } from './io/import-model.js';
export type { ImportedModel } from './io/import-model.js';
export { decodeModel, decodePath, encodeModel, encodePath } from './io/model-file.js';
export { makeFolders, makeFreshRunFolder, makeRunFolder } from './io/make-folders.js';
export { openRunFolder } from './io/run-folder.js';
export type { RunFolder } from './io/run-folder.js';
export { readSafetensors, writeSafetensors } from './io/safetensors.js';
export type { OtherTensor, TensorFile } from './io/safetensors.js';
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
export { loadPlugins } from './registry/load-plugins.js';
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
