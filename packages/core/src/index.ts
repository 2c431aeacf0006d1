/** The engine room of Isthmus; `@isthmus/core/contract` is for plugin authors, `./builtin` holds the plugins. */
export {
  createRng,
  isIsthmusError,
  IsthmusError,
  meanInterval,
  messageOf,
  permutation,
  wilsonInterval,
} from '@isthmus/contract/base';
export type { ErrorCode, Interval, MeanInterval, Rng } from '@isthmus/contract/base';
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
  statisticsOf,
  unflatten,
  widened,
  zerosLike,
} from '@isthmus/contract/parameters';
export type { Leaf, LeafSpec, Params, ParamSpec, WidePoint } from '@isthmus/contract/parameters';
export {
  buildNetwork,
  constantReaders,
  createEngine,
  createEvaluator,
  createObjective,
  createReference,
  checkKernels,
  reestimate,
  tiedAxes,
} from '@isthmus/engine';
export type {
  AxisBinding,
  BoundNode,
  CodeNetwork,
  ConstantReader,
  Engine,
  EngineChoice,
  Evaluator,
  GraphNetwork,
  KernelCheck,
  Network,
  OutputLayer,
  Reference,
  Reflector,
  UnitNode,
  UnitSpace,
  TensorCheck,
  TensorRuntime,
  TiedAxes,
} from '@isthmus/engine';
export { createMeasures } from './measures/create-measures.js';
export type { CountedMeasures, MeasuresSource } from './measures/create-measures.js';
export { noMeasures } from './measures/no-measures.js';
export { measureChord, weighChord } from './curvature/chord.js';
export type { MeasuredChord } from './curvature/chord.js';
export { extremesOf } from './curvature/lanczos.js';
export type { RitzExtremes, RitzValue } from './curvature/lanczos.js';
export { networkLandscape, objectiveLandscape } from './curvature/landscape.js';
export type { LossLandscape } from './curvature/landscape.js';
export { curvatureAlong, hessianExtremes } from './curvature/spectrum.js';
export type { SpectrumOptions } from './curvature/spectrum.js';
export { unitsSwapped, worstSwap } from './curvature/swaps.js';
export { walkAlong } from './curvature/walk.js';
export type { ChordAround } from './curvature/walk.js';
export { anglesOf } from './path/angles.js';
export type { PathAngles } from './path/angles.js';
export { arcDirection, arcPoint } from './path/arc.js';
export { barriersOf } from './path/barrier.js';
export { componentCounts, componentsAt, mergeLevel, mergesOf } from './path/graph.js';
export type { ComponentBirth, LevelLink, ComponentMerge } from './path/graph.js';
export { graphOf } from './path/graph-record.js';
export { ARC_PART, directionsOf, elementLength, lossesOn, pointOn } from './path/element.js';
export type { ElementEnds } from './path/element.js';
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
export { MAX_CURVE_POINTS, thinCurve } from './path/thin.js';
export { importModel } from '@isthmus/files';
export type { ImportedModel } from '@isthmus/files';
export { decodeModel, decodePath, encodeModel, encodePath } from '@isthmus/files';
export type { LineFile, RunFolder } from '@isthmus/files';
export { readSafetensors, writeSafetensors } from '@isthmus/files';
export type { OtherTensor, TensorFile } from '@isthmus/files';
export { parseConfigText } from './registry/config-text.js';
export { ConfigError } from './registry/issues.js';
export type { ConfigIssue } from './registry/issues.js';
export { experimentSchema } from './registry/experiment-schema.js';
export type { ParsedExperiment, RawExperiment } from './registry/experiment-schema.js';
export { experimentJsonSchema } from './registry/json-schema.js';
export { parseExperiment } from './registry/parse.js';
export { pointerOf, segmentsOf, valueAt, withValueAt } from './registry/pointer.js';
export { Registry } from './registry/registry.js';
export type { ResolvedPlugin } from './registry/registry.js';
export { resolveExperiment } from './registry/resolve.js';
export { levelOf } from './registry/path-level.js';
export type { PathLevel } from './registry/path-level.js';
export type { Experiment, ResolvedConfig, ResolvedPath } from './registry/resolve.js';
export { connect } from './run/connect.js';
export type { ConnectOutcome } from './run/connect.js';
export { connectLowest } from './run/lowest.js';
export type { PathCertifier, PathToProve } from './run/path-certifier.js';
export { certifierOfPaths } from './run/path-proof.js';
export type { CertifiedPath, ChosenCertifier } from './run/certify-path.js';
export type { LowestOptions } from './run/lowest.js';
export type {
  ChosenStrategy,
  ConnectSettings,
  SearchBudget,
  SearchProgress,
} from './run/search.js';
export { createExecutor } from './run/executor.js';
export { runExperiment } from './run/run.js';
export type { RunOptions, RunOutcome } from './run/run.js';
export { modelAlone, type ModelAlone, type ModelChoices } from './run/model-alone.js';
export { layersOf } from './run/open-network.js';
export { openSession } from './run/session.js';
export type { Session, SessionOptions } from './run/session.js';
export type { Executor } from './run/steps.js';
export { exactLandscape } from './separation/relu/landscape.js';
export type {
  ExactConnection,
  ExactLandscape,
  ExactWaypoint,
  ReluPoint,
} from './separation/relu/landscape.js';
export type { ReluProblem, ReluUnit } from './separation/relu/cells.js';
export type { ComponentBar } from './separation/relu/forest.js';
