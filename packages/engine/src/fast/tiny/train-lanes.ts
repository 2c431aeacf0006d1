import {
  LANES,
  readTraining,
  TRAINING_BYTES,
  writeTraining,
} from '../../kernels/generated/tiny-records.js';
import { inCalls, layCorrections, settle, type Runner, type Shop } from './runner.js';
import type { StepRun } from './steps.js';
import { CALL_WORK } from './work.js';

/** Makes the steps of a run with up to 8 models side by side. */
export function advanceLanes(shop: Shop, group: readonly Runner[], run: StepRun): void {
  const { net, kernel, space, meter } = shop;
  const { tiny } = net.host;
  const lanes = space.lanes.slice(0, 1 + kernel.slots.length);
  lanes.forEach((to, k) => {
    pointTo(shop, group, k);
    tiny.toLanes(space.pointers, to, net.plan.count);
  });
  layGroup(shop, group);
  const step = LANES * run.rows * shop.workPerRow;
  inCalls(run.steps, Math.max(1, Math.floor(CALL_WORK / step)), (from, count) => {
    const corrections = layCorrections(shop, group, count, LANES, from);
    const [theta, slot0, slot1] = space.lanes;
    const moving = tiny.trainModels({
      net: net.net,
      scratch: net.scratch,
      theta,
      slot0,
      slot1,
      rule: kernel.code,
      settings: space.settings,
      corrections,
      x: run.x + from * run.stepX,
      y: run.y + from * run.stepY,
      stride: run.stride,
      stepX: run.stepX,
      stepY: run.stepY,
      rows: run.rows,
      steps: count,
      group: space.group,
      means: space.means,
    });
    meter.spend(count * step);
    return moving;
  });
  lanes.forEach((from, k) => {
    pointTo(shop, group, k);
    tiny.fromLanes(from, space.pointers, group.length, net.plan.count);
  });
  readGroup(shop, group);
}

/** Addresses of the models' parameters (0) or slots (1, 2); empty lanes take the first model's. */
function pointTo({ net, space }: Shop, group: readonly Runner[], part: number): void {
  for (let lane = 0; lane < LANES; lane++)
    net.host.i32[space.pointers / 4 + lane] = (group[lane] ?? group[0]!).at + part * net.span;
}

function layGroup({ net: { host }, space }: Shop, group: readonly Runner[]): void {
  host.i32.fill(0, space.group / 4, (space.group + TRAINING_BYTES) / 4);
  group.forEach(({ trainee, made }, lane) =>
    writeTraining(host, space.group, lane, {
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

function readGroup({ net: { host }, space }: Shop, group: readonly Runner[]): void {
  group.forEach((runner, lane) => {
    const { made, taken, lastLoss, rest } = readTraining(host, space.group, lane);
    settle(runner, made, taken, lastLoss, rest);
  });
}
