/**
 * Dense networks of few and narrow layers, eight lanes at a time: forward and backward over a chunk of
 * at most 16 slots of 8 lanes, with the losses (tiny-losses.ts) in between. With lanes = rows a slot is
 * 8 rows of one model; with lanes = models a slot is one row of 8 models. The type argument T says
 * which, by how parameters are read: f32 for lanes = models, i32 for lanes = rows.
 */
import { activateLanes, NONE, RELU } from './generated/activations';
import { dense } from './tiny-dense';
import { biasSums, weightSums } from './tiny-gradients';
import { gateOf, gateOutput, inputSlopes } from './tiny-input-slopes';
import {
  ACTIVATION, DERIVATIVES, INPUTS, LAYERS, LAYER_BYTES, NET_BYTES, PARAMETER, SLOPES_A, SLOPES_B, UNIT,
  UNITS, VALUES, ZEROS,
} from './generated/tiny-records';
import { lastLayer } from './tiny-net';
import { clearLanes } from './tiny-pairs';

/** An activation's values in place, and its derivatives where `d` is not 0. */
function activate(kind: i32, parameter: f32, h: usize, d: usize, units: i32, slots: i32): void {
  const bytes = <usize>slots * 32;
  const by = f32x4.splat(parameter);
  for (let j = 0; j < units; j++) {
    for (let at: usize = 0; at < bytes; at += 32) activateLanes(kind, by, h + at, d ? d + at : 0);
    h += UNIT;
    if (d) d += UNIT;
  }
}

/**
 * Values of all layers for a chunk.
 *
 * @param rest of the last slot only so many lanes count; 0: all
 * @param slopes whether derivatives are wanted too
 */
export function forward<T>(
  net: usize, scratch: usize, theta: usize, x: usize, stride: usize, slots: i32, rest: i32, slopes: bool,
): void {
  const layers = load<i32>(net, LAYERS);
  const zeros = scratch + load<i32>(net, ZEROS);
  let from = x;
  for (let l = 0; l < layers; l++) {
    const layer = net + NET_BYTES + <usize>l * LAYER_BYTES;
    const out = scratch + load<i32>(layer, VALUES);
    // The inputs are the same for all models, and differ between rows.
    if (l > 0) dense<T, f32>(layer, theta, zeros, from, UNIT, out, slots);
    else if (isFloat<T>()) dense<f32, i32>(layer, theta, zeros, from, stride, out, slots);
    else dense<i32, f32>(layer, theta, zeros, from, stride, out, slots);
    const kind = load<i32>(layer, ACTIVATION);
    const units = load<i32>(layer, UNITS);
    // `dense` has done relu.
    if (kind != NONE && kind != RELU) {
      const d = slopes ? scratch + load<i32>(layer, DERIVATIVES) : 0;
      activate(kind, load<f32>(layer, PARAMETER), out, d, units, slots);
    }
    if (rest && slopes) clearLanes(out, units, slots, rest);
    from = out;
  }
}

/** Adds a chunk's gradients to the sums of its lanes; after `losses`. */
export function backward<T>(
  net: usize, scratch: usize, theta: usize, x: usize, stride: usize, slots: i32, rest: i32, sums: usize,
): void {
  let dz = scratch + load<i32>(net, SLOPES_A);
  let other = scratch + load<i32>(net, SLOPES_B);
  let layer = lastLayer(net);
  gateOutput(layer, scratch, dz, slots);
  if (rest) clearLanes(dz, load<i32>(layer, UNITS), slots, rest);
  const first = net + NET_BYTES;
  for (; layer > first; layer -= LAYER_BYTES) {
    const before = layer - LAYER_BYTES;
    biasSums(layer, dz, sums, slots);
    weightSums<f32>(layer, scratch + load<i32>(before, VALUES), UNIT, dz, sums, slots);
    inputSlopes<T>(layer, theta, dz, load<i32>(before, ACTIVATION), gateOf(before, scratch), other, slots);
    if (rest) clearLanes(other, load<i32>(layer, INPUTS), slots, rest);
    const swap = dz;
    dz = other;
    other = swap;
  }
  biasSums(layer, dz, sums, slots);
  if (isFloat<T>()) weightSums<i32>(layer, x, stride, dz, sums, slots);
  else weightSums<f32>(layer, x, stride, dz, sums, slots);
}
