/** Training: many steps a call, of one model or of 8. */
import {
  ACTIVE, LAST_LOSS, LEFT, MADE, REST, REST_AT, RESTS_LOSS, RESTS_NONFINITE, RESTS_STEPS, TAKEN,
} from './generated/tiny-records';
import { update, updateLanes } from './optimize';
import { gradientModels } from './tiny-models';
import { countOf, sumsOf } from './tiny-net';
import { meanGradient, passRows } from './tiny-rows';

@inline
function isFinite64(x: f64): bool {
  return x - x == 0;
}

/**
 * Steps of one model. It rests before an update where its loss is not finite, or at or below `restAt`.
 *
 * @param stepX bytes from one step's inputs to the next one's; targets likewise by `stepY`
 * @param corrections two float64 a step
 * @param out four float64: steps made, why it rests, the last loss, gradients taken
 */
export function trainRows(
  net: usize, scratch: usize, theta: usize, slot0: usize, slot1: usize, gradient: usize,
  rule: i32, settings: usize, corrections: usize,
  x: usize, y: usize, stride: usize, stepX: usize, stepY: usize, rows: i32,
  steps: i32, restAt: f64, out: usize,
): void {
  const padded = (countOf(net) + 7) & ~7;
  let made = 0, rest = RESTS_STEPS, taken = 0;
  let loss: f64 = NaN;
  while (made < steps) {
    loss = passRows(net, scratch, theta, x, y, stride, rows, true);
    taken++;
    if (!isFinite64(loss)) {
      rest = RESTS_NONFINITE;
      break;
    }
    if (loss <= restAt) {
      rest = RESTS_LOSS;
      break;
    }
    meanGradient(net, scratch, rows, gradient);
    update(rule, padded, theta, gradient, slot0, slot1, settings, load<f64>(corrections), load<f64>(corrections, 8));
    corrections += 16;
    x += stepX;
    y += stepY;
    made++;
  }
  store<f64>(out, <f64>made);
  store<f64>(out, <f64>rest, 8);
  store<f64>(out, loss, 16);
  store<f64>(out, <f64>taken, 24);
}

/** Lets lanes rest that should; the others have made this step. @returns whether one has */
function settle(group: usize, means: usize): bool {
  let any = false;
  for (let lane: usize = 0; lane < 8; lane++) {
    const at = group + lane * 4;
    if (!load<i32>(at, ACTIVE)) continue;
    const loss = load<f64>(means + lane * 8);
    store<f64>(group + lane * 8, loss, LAST_LOSS);
    store<i32>(at, load<i32>(at, TAKEN) + 1, TAKEN);
    if (!isFinite64(loss) || loss <= load<f64>(group + lane * 8, REST_AT)) {
      store<i32>(at, isFinite64(loss) ? RESTS_LOSS : RESTS_NONFINITE, REST);
      store<i32>(at, 0, ACTIVE);
    } else {
      store<i32>(at, load<i32>(at, MADE) + 1, MADE);
      any = true;
    }
  }
  return any;
}

/** Lets lanes rest that have made all their steps. @returns whether one still moves */
function countDown(group: usize): bool {
  let any = false;
  for (let at = group; at < group + 32; at += 4) {
    if (!load<i32>(at, ACTIVE)) continue;
    const left = load<i32>(at, LEFT) - 1;
    store<i32>(at, left, LEFT);
    if (left <= 0) store<i32>(at, 0, ACTIVE);
    else any = true;
  }
  return any;
}

/**
 * Up to `steps` steps of 8 models, each of which rests by itself; a lane at rest keeps its numbers.
 *
 * @param group the records `training` of its lanes; lanes without a model are not active
 * @param corrections 16 float64 a step: correction1 of each lane, correction2 of each lane
 * @returns whether a model still moves
 */
export function trainModels(
  net: usize, scratch: usize, theta: usize, slot0: usize, slot1: usize,
  rule: i32, settings: usize, corrections: usize,
  x: usize, y: usize, stride: usize, stepX: usize, stepY: usize, rows: i32,
  steps: i32, group: usize, means: usize,
): bool {
  const count = countOf(net);
  const sums = sumsOf(net, scratch);
  for (let step = 0; step < steps; step++) {
    gradientModels(net, scratch, theta, x, y, stride, rows, means);
    if (!settle(group, means)) return false;
    updateLanes(
      rule, count, theta, sums, slot0, slot1, settings, corrections,
      v128.load(group, ACTIVE), v128.load(group, ACTIVE + 16),
    );
    if (!countDown(group)) return false;
    corrections += 128;
    x += stepX;
    y += stepY;
  }
  return true;
}
