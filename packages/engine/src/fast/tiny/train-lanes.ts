import {
  LANES,
  readTraining,
  RESTS,
  TRAINING_BYTES,
  writeTraining,
} from '../../kernels/generated/tiny-records.js';
import {
  inCalls,
  layCorrections,
  recordSteps,
  type TrainingModel,
  type TrainingContext,
} from './training-model.js';
import type { StepRun } from './steps.js';
import { CALL_WORK } from './work.js';

/** Makes the steps of a run with up to 8 models side by side. */
export function advanceLanes(
  context: TrainingContext,
  group: readonly TrainingModel[],
  run: StepRun,
): void {
  const { net, kernel, memory, meter } = context;
  const { tiny } = net.host;
  const lanes = memory.lanes.slice(0, 1 + kernel.slots.length);
  lanes.forEach((to, k) => {
    pointTo(context, group, k);
    tiny.toLanes(memory.pointers, to, net.plan.count);
  });
  layGroup(context, group);
  const step = LANES * run.rows * context.workPerRow;
  inCalls(run.steps, Math.max(1, Math.floor(CALL_WORK / step)), (from, count) => {
    const corrections = layCorrections(context, group, count, LANES, from);
    const [theta, slot0, slot1] = memory.lanes;
    const moving = tiny.trainModels({
      net: net.net,
      scratch: net.scratch,
      theta,
      slot0,
      slot1,
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
      group: memory.group,
      means: memory.means,
    });
    meter.spend(count * step);
    return moving;
  });
  lanes.forEach((from, k) => {
    pointTo(context, group, k);
    tiny.fromLanes(from, memory.pointers, group.length, net.plan.count);
  });
  readGroup(context, group);
}

/** Addresses of the models' parameters (0) or slots (1, 2); empty lanes take the first model's. */
function pointTo(
  { net, memory }: TrainingContext,
  group: readonly TrainingModel[],
  part: number,
): void {
  for (let lane = 0; lane < LANES; lane++)
    net.host.i32[memory.pointers / 4 + lane] = (group[lane] ?? group[0]!).at + part * net.span;
}

function layGroup(
  { net: { host }, memory }: TrainingContext,
  group: readonly TrainingModel[],
): void {
  host.i32.fill(0, memory.group / 4, (memory.group + TRAINING_BYTES) / 4);
  group.forEach(({ trainee, made }, lane) =>
    writeTraining(host, memory.group, lane, {
      active: -1,
      left: trainee.steps - made,
      made: 0,
      rest: 0,
      taken: 0,
      restAt: trainee.restAt ?? -Infinity,
      lastLoss: 0,
    }),
  );
}

function readGroup(
  { net: { host }, memory }: TrainingContext,
  group: readonly TrainingModel[],
): void {
  group.forEach((model, lane) => {
    const { made, taken, lastLoss, rest } = readTraining(host, memory.group, lane);
    recordSteps(model, { made, taken, loss: lastLoss, rest: RESTS[rest]! });
  });
}
