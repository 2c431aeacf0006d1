import type { Objective } from '../contract/objective.js';
import type { DataRecord } from '../contract/result.js';
import type { WarningRecord } from '../contract/warning.js';
import type { Dataset, Split, TaskData } from '../contract/task.js';
import type { Engine } from '../engine/engine.js';
import type { Evaluator } from '../engine/evaluator.js';
import type { Network } from '../network/network.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';
import type { Rng } from '../base/rng.js';
import type { Demand } from './demand.js';

/** What losses are of, once it is loaded: a network with its data, or an objective. */
export interface Opened {
  /** The arrays that a point consists of. */
  readonly spec: ParamSpec;
  /** Null for an objective. */
  readonly network: Network | null;
  /** Null for an objective. */
  readonly data: TaskData | null;
  /** Null for a network. */
  readonly objective: Objective | null;
  /** What losses are measured in. */
  readonly unit: string;
  /** The evaluation set χ; without samples for an objective. */
  readonly evaluation: Dataset;
  /** One for each split that has samples. */
  readonly evaluators: Readonly<Record<Split, Evaluator | null>>;
  /** The evaluator of the evaluation set, or of the objective: what decides. */
  readonly evaluator: Evaluator;
  /** What a step needs of the memory at least; within what a run may take. */
  readonly demand: Demand;
  /** Null where there are no data; the baselines are for the record alone, and fitted at its end. */
  readonly record: Omit<DataRecord, 'baselines'> | null;
  /** What was noticed about the data; empty for an objective. */
  readonly warnings: readonly WarningRecord[];
  /** Fresh parameters, as a training begins from. */
  init(rng: Rng): Params;
}

/** The same with its engine to be made, which holds what must be freed. */
export interface Openable extends Opened {
  createEngine(): Promise<Engine>;
}
