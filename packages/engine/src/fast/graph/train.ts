import type { BoundRule } from '../../kernels/operation-kernels.js';
import { createCorrections, slotOf, stepsCounted } from '../optimizer-state.js';
import type { FusedState } from '../optimizer-state.js';
import type { Trained, Trainee } from '@isthmus/contract';
import type { SharedTraining } from '../../port/engine.js';
import { nodeNoise } from '../../training/noise.js';
import { releasingAfter, checkData, allocBuffers } from './plan-executor.js';
import type { PlanExecutor } from './plan-executor.js';
import { allocLeaves, readLeaves, writeLeaves } from './memory.js';
import { passOverBatch } from './pass.js';
import type { PlacedModel } from './pass.js';

/** A trainee in the kernels' memory. */
interface PlacedTrainee extends PlacedModel {
  readonly trainee: Trainee;
  /** The arrays of the optimizer's state, by its names for them. */
  readonly slots: ReadonlyMap<string, number>;
  /** Updates that the optimizer has counted before. */
  readonly counted: number;
  steps: number;
  loss: number;
  gradientEvaluations: number;
  rest: Trained['rest'] | null;
}

/**
 * Optimizer steps whose parameters and state stay in the kernels' memory from the first to the last;
 * the same bits as step by step with the optimizer's own code. No regularizers.
 */
export function trainInMemory(
  executor: PlanExecutor,
  trainees: readonly Trainee[],
  training: SharedTraining,
  rule: BoundRule,
): readonly Trained[] {
  const { host, plan } = executor;
  checkData(plan, training.data);
  return releasingAfter(host, () => {
    const placedRule = placeRule(executor, rule);
    const placed = trainees.map((trainee) => placeTrainee(executor, trainee, rule));
    stepAll(executor, placed, training, placedRule);
    return placed.map((each) => trainedOf(executor, each, rule));
  });
}

function stepAll(
  executor: PlanExecutor,
  placed: readonly PlacedTrainee[],
  training: SharedTraining,
  rule: PlacedRule,
): void {
  const { data } = training;
  const prepared = executor.prepared({
    gradients: true,
    noise: executor.plan.noisy,
    segment: false,
  });
  const plain = executor.prepared({ gradients: true, noise: false, segment: false });
  const buffers = allocBuffers(executor, prepared, data.size);
  const quiet = executor.plan.noisy ? allocBuffers(executor, plain, data.size) : buffers;
  for (let step = 0; ; step++) {
    const moving = placed.filter(({ rest }) => rest === null);
    if (moving.length === 0) return;
    const batch = { data, rows: training.rows(step) };
    const rng = executor.plan.noisy ? training.noise(step) : null;
    const losses =
      rng === null
        ? passOverBatch(executor, quiet, moving, batch, null)
        : passOverBatch(executor, buffers, moving, batch, nodeNoise(rng));
    const count = batch.rows?.length ?? data.size;
    moving.forEach((each, i) => updateModel(executor, each, losses[i]! / count, rule));
  }
}

function updateModel(
  { host, plan, meter }: PlanExecutor,
  at: PlacedTrainee,
  loss: number,
  { rule, settings, corrections }: PlacedRule,
): void {
  at.loss = loss;
  at.gradientEvaluations++;
  at.rest = restBefore(loss, at.trainee.restAt ?? -Infinity);
  if (at.rest !== null) return;
  at.steps++;
  const [slot0 = 0, slot1 = 0] = rule.slots.map((name) => at.slots.get(name)!);
  const [correction1, correction2] = corrections(at.counted + at.steps);
  host.graph.update({
    rule: rule.code,
    n: plan.trained,
    theta: at.theta,
    gradient: at.gradient,
    slot0,
    slot1,
    settings,
    correction1,
    correction2,
  });
  meter.spend(UPDATE_WORK * plan.trained);
  if (at.steps === at.trainee.steps) at.rest = 'steps';
}

/** Of a parameter, in multiply-adds. */
const UPDATE_WORK = 16;

function restBefore(loss: number, restAt: number): Trained['rest'] | null {
  if (!Number.isFinite(loss)) return 'nonfinite';
  return loss <= restAt ? 'loss' : null;
}

/** A rule whose settings are in the kernels' memory. */
interface PlacedRule {
  readonly rule: BoundRule;
  readonly settings: number;
  readonly corrections: ReturnType<typeof createCorrections>;
}

function placeRule({ host }: PlanExecutor, rule: BoundRule): PlacedRule {
  const settings = host.alloc(8 * rule.settings.length);
  host.doubles(settings, rule.settings.length).set(rule.settings);
  return { rule, settings, corrections: createCorrections(rule.betas) };
}

function placeTrainee(
  { host, plan }: PlanExecutor,
  trainee: Trainee,
  rule: BoundRule,
): PlacedTrainee {
  const state = trainee.state as FusedState;
  const theta = allocLeaves(host, plan);
  writeLeaves(host, plan, trainee.params, theta);
  const slots = rule.slots.map((name) => {
    const at = allocLeaves(host, plan);
    writeLeaves(host, plan, slotOf(state, name, trainee.params), at);
    return [name, at] as const;
  });
  return {
    trainee,
    theta,
    gradient: allocLeaves(host, plan),
    slots: new Map(slots),
    counted: stepsCounted(state),
    steps: 0,
    loss: NaN,
    gradientEvaluations: 0,
    rest: trainee.steps === 0 ? 'steps' : null,
  };
}

function trainedOf({ host, plan }: PlanExecutor, placed: PlacedTrainee, rule: BoundRule): Trained {
  const { theta, slots, counted, steps, loss, gradientEvaluations, rest } = placed;
  const arrays = [...slots].map(([name, at]) => [name, readLeaves(host, plan, at)] as const);
  const count = rule.betas === null ? {} : { count: counted + steps };
  const state = { ...count, ...Object.fromEntries(arrays) };
  const params = readLeaves(host, plan, theta);
  return { params, state, steps, rest: rest!, loss, gradientEvaluations };
}
