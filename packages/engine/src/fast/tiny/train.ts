import { LANES, RESTS, TRAINING_BYTES } from '../../kernels/generated/tiny-records.js';
import { MOST_SETTINGS } from '../../kernels/generated/operations.js';
import type { BoundRule } from '../../kernels/operation-kernels.js';
import type { Params } from '@isthmus/contract/parameters';
import type { Trained, Trainee } from '@isthmus/contract';
import { createCorrections, slotOf, stepsCounted } from '../optimizer-state.js';
import type { FusedState } from '../optimizer-state.js';
import { createGrowingBlock } from './host.js';
import { readParams, writeParams } from './model-memory.js';
import type { WorkMeter } from '../work-meter.js';
import type { NetMemory } from './net-memory.js';
import { inGroups, type ModelPasses } from './passes.js';
import {
  inCalls,
  layCorrections,
  recordSteps,
  type TrainingModel,
  type TrainingContext,
  type TrainingMemory,
} from './training-model.js';
import type { StepRun, StepRuns } from './steps.js';
import { advanceLanes } from './train-lanes.js';
import { CALL_WORK, sideBySide, workOf } from './work.js';

/** Trains with the kernels' own optimizers. */
type FusedTraining = (
  rule: BoundRule,
  trainees: readonly Trainee[],
  runs: StepRuns,
) => readonly Trained[];

/** Training on a net. */
export function createFusedTraining(
  net: NetMemory,
  passes: ModelPasses,
  meter: WorkMeter,
): FusedTraining {
  const { host, span } = net;
  const lane = () => host.alloc(span * LANES);
  const memory: TrainingMemory = {
    models: createGrowingBlock(host),
    corrections: createGrowingBlock(host),
    settings: host.alloc(MOST_SETTINGS * 8),
    gradient: host.alloc(span),
    lanes: [lane(), lane(), lane()],
    pointers: host.alloc(4 * LANES),
    group: host.alloc(TRAINING_BYTES),
    means: host.alloc(8 * LANES),
  };
  const workPerRow = workOf(net.plan).gradient;
  let [last, context]: [BoundRule | null, TrainingContext | null] = [null, null];
  /** Calls are short, and those of one optimizer follow each other. */
  const contextOf = (rule: BoundRule): TrainingContext => {
    if (rule === last && context !== null) return context;
    const corrections = createCorrections(rule.betas);
    host.f64.set(rule.settings, memory.settings / 8);
    [last, context] = [rule, { net, meter, passes, kernel: rule, corrections, workPerRow, memory }];
    return context;
  };
  return (rule, trainees, runs) => {
    const context = contextOf(rule);
    const models = placeTrainees(context, trainees);
    let moving = models.filter(({ rest }) => rest === null);
    for (let step = 0; moving.length > 0; step = moving[0]?.made ?? 0) {
      const most = Math.max(...moving.map(({ trainee }) => trainee.steps - step));
      const run = runs.next(step, most);
      for (const group of inGroups(moving)) advance(context, group, run);
      moving = moving.filter(({ rest }) => rest === null);
    }
    return models.map((model) => resultOf(context, model));
  };
}

function placeTrainees(
  { net, kernel, memory }: TrainingContext,
  trainees: readonly Trainee[],
): TrainingModel[] {
  const { host, plan, span } = net;
  const size = span * (1 + kernel.slots.length);
  const base = memory.models.take(size * trainees.length);
  return trainees.map((trainee, i) => {
    const at = base + i * size;
    const state = trainee.state as FusedState;
    writeParams(host.f32, at / 4, plan.leaves, trainee.params);
    for (let k = 0; k < kernel.slots.length; k++) {
      const slot = slotOf(state, kernel.slots[k]!, trainee.params);
      writeParams(host.f32, (at + (k + 1) * span) / 4, plan.leaves, slot);
    }
    const rest = trainee.steps <= 0 ? 'steps' : null;
    return { trainee, at, counted: stepsCounted(state), made: 0, taken: 0, loss: NaN, rest };
  });
}

function resultOf({ net, kernel }: TrainingContext, model: TrainingModel): Trained {
  const { trainee, at, made: steps, taken: gradientEvaluations, loss, counted } = model;
  const rest = model.rest ?? 'steps';
  if (steps === 0) {
    const { params, state } = trainee;
    return { params, state, steps, rest, loss, gradientEvaluations };
  }
  const { host, plan, span } = net;
  const params = readParams(host.f32, at / 4, plan.leaves);
  const state: Record<string, Params | number> = kernel.betas ? { count: counted + steps } : {};
  for (let k = 0; k < kernel.slots.length; k++)
    state[kernel.slots[k]!] = readParams(host.f32, (at + (k + 1) * span) / 4, plan.leaves);
  return { params, state, steps, rest, loss, gradientEvaluations };
}

/** Makes the steps of a run with up to 8 models. */
function advance(context: TrainingContext, group: readonly TrainingModel[], run: StepRun): void {
  const step = run.rows * context.workPerRow;
  if (sideBySide(group.length, run.rows) && LANES * step <= CALL_WORK)
    advanceLanes(context, group, run);
  else
    for (const model of group)
      if (step <= CALL_WORK) advanceOne(context, model, run);
      else advanceInParts(context, model, run);
}

function advanceOne(context: TrainingContext, model: TrainingModel, run: StepRun): void {
  const { net, kernel, memory, meter } = context;
  const { tiny } = net.host;
  const step = run.rows * context.workPerRow;
  const steps = Math.min(run.steps, model.trainee.steps - model.made);
  const [theta, slot0, slot1] = [model.at, model.at + net.span, model.at + 2 * net.span];
  inCalls(steps, Math.max(1, Math.floor(CALL_WORK / step)), (from, count) => {
    const corrections = layCorrections(context, [model], count, 1);
    tiny.trainRows({
      net: net.net,
      scratch: net.scratch,
      theta,
      slot0,
      slot1,
      gradient: memory.gradient,
      rule: kernel.code,
      settings: memory.settings,
      corrections,
      x: run.x + from * run.stepX,
      y: run.y + from * run.stepY,
      stride: run.stride,
      stepX: run.stepX,
      stepY: run.stepY,
      rows: run.rows,
      steps: count,
      restAt: model.trainee.restAt ?? -Infinity,
      out: memory.means,
    });
    const { f64 } = net.host;
    const [made, rest, loss, taken] = f64.subarray(memory.means / 8, memory.means / 8 + 4);
    recordSteps(model, { made: made!, taken: taken!, loss: loss!, rest: RESTS[rest!]! });
    meter.spend(taken! * step);
    return model.rest === null;
  });
}

/** Steps over so many rows that each gradient takes several calls. */
function advanceInParts(context: TrainingContext, model: TrainingModel, run: StepRun): void {
  const { net, kernel, memory, passes } = context;
  const { tiny } = net.host;
  const steps = Math.min(run.steps, model.trainee.steps - model.made);
  const padded = net.span / 4;
  for (let i = 0; i < steps && model.rest === null; i++) {
    const block = { ...run, x: run.x + i * run.stepX, y: run.y + i * run.stepY };
    const loss = passes.pass(model.at, block, true);
    const rest = restBefore(loss, model.trainee.restAt ?? -Infinity);
    if (rest === 'steps') {
      const [correction1, correction2] = context.corrections(model.counted + model.made + 1);
      tiny.meanGradient(net.net, net.scratch, run.rows, memory.gradient);
      const [slot0, slot1] = [model.at + net.span, model.at + 2 * net.span];
      tiny.update({
        rule: kernel.code,
        n: padded,
        theta: model.at,
        gradient: memory.gradient,
        slot0,
        slot1,
        settings: memory.settings,
        correction1,
        correction2,
      });
    }
    recordSteps(model, { made: rest === 'steps' ? 1 : 0, taken: 1, loss, rest });
  }
}

function restBefore(loss: number, restAt: number): Trained['rest'] {
  if (!Number.isFinite(loss)) return 'nonfinite';
  return loss <= restAt ? 'loss' : 'steps';
}
