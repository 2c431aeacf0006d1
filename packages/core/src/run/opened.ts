import type {
  DataRecord,
  Dataset,
  LayerNode,
  Objective,
  Split,
  TaskData,
  WarningRecord,
} from '@isthmus/contract';
import type { Engine, Evaluator, Network } from '@isthmus/engine';
import type { Params, ParamSpec } from '@isthmus/contract/parameters';
import type { Rng } from '@isthmus/contract/base';
import type { MemoryDemand } from './demand.js';

/** What losses are of, once it is loaded: a network with its data, or an objective. */
export interface OpenedSubject {
  /** The arrays that a point consists of. */
  readonly spec: ParamSpec;
  /** Null for an objective. */
  readonly network: Network | null;
  /** The layers of its graph with every option filled in; null for code and for an objective. */
  readonly layers: readonly LayerNode[] | null;
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
  readonly demand: MemoryDemand;
  /** Null where there are no data; the baselines are for the record alone, and fitted at its end. */
  readonly record: Omit<DataRecord, 'baselines'> | null;
  /** What was noticed about the data; empty for an objective. */
  readonly warnings: readonly WarningRecord[];
  /** Fresh parameters, as a training begins from. */
  init(rng: Rng): Params;
  /**
   * Parameters that were trained, with their statistics estimated on the training rows; the very
   * parameters where a network has no statistics.
   */
  settle(params: Params): Params;
}

/** The same with its engine to be made, which holds what must be freed. */
export interface OpenableSubject extends OpenedSubject {
  createEngine(): Promise<Engine>;
}
