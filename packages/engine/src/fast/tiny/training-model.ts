import type { Trained, Trainee } from '@isthmus/contract';
import type { BoundRule } from '../../kernels/operation-kernels.js';
import type { GrowingBlock } from './host.js';
import type { WorkMeter } from '../work-meter.js';
import type { NetMemory } from './net-memory.js';
import type { ModelPasses } from './passes.js';

/** A model in training: where it lies in memory, and how far it is. */
export interface TrainingModel {
  readonly trainee: Trainee;
  /** Parameters, then the slots of its state, `span` bytes each. */
  readonly at: number;
  /** Steps that its optimizer had counted before. */
  readonly counted: number;
  made: number;
  taken: number;
  loss: number;
  rest: Trained['rest'] | null;
}

/** Everything that the steps of a call share. */
export interface TrainingContext {
  readonly net: NetMemory;
  readonly meter: WorkMeter;
  readonly passes: ModelPasses;
  readonly kernel: BoundRule;
  readonly corrections: (count: number) => readonly [number, number];
  readonly workPerRow: number;
  readonly memory: TrainingMemory;
}

/** Working memory, which is used again from call to call. */
export interface TrainingMemory {
  readonly models: GrowingBlock;
  readonly corrections: GrowingBlock;
  readonly settings: number;
  readonly gradient: number;
  /** Parameters and two slots of 8 models, lane by lane. */
  readonly lanes: readonly [number, number, number];
  readonly pointers: number;
  readonly group: number;
  readonly means: number;
}

/** What a call of a kernel did to a model; `rest` is `steps` where it may go on. */
interface StepsMade {
  readonly made: number;
  readonly taken: number;
  readonly loss: number;
  readonly rest: Trained['rest'];
}

export function recordSteps(model: TrainingModel, { made, taken, loss, rest }: StepsMade): void {
  model.made += made;
  model.taken += taken;
  if (taken > 0) model.loss = loss;
  if (rest !== 'steps' || model.made >= model.trainee.steps) model.rest = rest;
}

/** Cuts steps into calls of bounded work; `call` tells whether to go on. */
export function inCalls(
  steps: number,
  most: number,
  call: (from: number, count: number) => boolean,
): void {
  for (let from = 0; from < steps; from += most)
    if (!call(from, Math.min(most, steps - from))) return;
}

/**
 * For each step the first divisor of every lane, then the second; nothing to write where the rule has
 * none. Counts go on from the `done` steps of a run that the models have not been told of yet.
 */
export function layCorrections(
  { net, kernel, corrections, memory }: TrainingContext,
  group: readonly TrainingModel[],
  steps: number,
  lanes: number,
  done = 0,
): number {
  const at = memory.corrections.take(16 * lanes * steps);
  if (kernel.betas === null) return at;
  const { f64 } = net.host;
  for (let step = 0; step < steps; step++)
    for (let lane = 0; lane < lanes; lane++) {
      const { counted, made } = group[lane] ?? group[0]!;
      const [first, second] = corrections(counted + made + done + step + 1);
      const to = at / 8 + 2 * lanes * step + lane;
      f64[to] = first;
      f64[to + lanes] = second;
    }
  return at;
}
