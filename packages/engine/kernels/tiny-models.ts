/** Losses and gradients of 8 models, lanes = models. */
import { backward, forward } from './tiny-chunk';
import { losses } from './tiny-losses';
import { CHUNK, SLOTS } from './generated/tiny-records';
import { countOf, lossSumsOf, sumsOf } from './tiny-net';
import { storePair } from './tiny-pairs';

/** Adds the second of two arrays to the first; `bytes` is a multiple of 32. */
function addFloats(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    const low = f32x4.add(v128.load(to + i), v128.load(from + i));
    const high = f32x4.add(v128.load(to + i, 16), v128.load(from + i, 16));
    storePair(to + i, low, high);
  }
}

@inline
function addDoubles(to: usize, from: usize): void {
  for (let i: usize = 0; i < 64; i += 16)
    v128.store(to + i, f64x2.add(v128.load(to + i), v128.load(from + i)));
}

/** From sums to means: the losses into `means`, with `slopes` the gradients (`bytes` of them) in place. */
@inline
function divide(lossSums: usize, means: usize, sums: usize, bytes: usize, rows: i32, slopes: bool): void {
  for (let lane: usize = 0; lane < 64; lane += 8) store<f64>(means + lane, load<f64>(lossSums + lane) / <f64>rows);
  if (!slopes) return;
  const n = f32x4.splat(<f32>rows);
  for (let at = sums; at < sums + bytes; at += 32)
    storePair(at, f32x4.div(v128.load(at), n), f32x4.div(v128.load(at, 16), n));
}

/**
 * Gradients (means, in the sums' first level) and losses of 8 models. Class i of the order is summed at
 * level popcount(i), and then the levels that it completes are added downwards.
 */
function passModels(
  net: usize, scratch: usize, theta: usize, x: usize, y: usize, stride: usize, rows: i32, slopes: bool,
  means: usize,
): void {
  const sums = sumsOf(net, scratch);
  const lossSums = lossSumsOf(net, scratch);
  const level = <usize>countOf(net) * 32;
  for (let i = 0; i < 8; i++) {
    const rowClass = ((i & 1) << 2) | (i & 2) | (i >> 2);
    let depth = <usize>popcnt(i);
    const mine = sums + depth * level;
    const lossesHere = lossSums + depth * 64;
    memory.fill(lossesHere, 0, 64);
    if (slopes) memory.fill(mine, 0, level);
    for (let base = rowClass; base < rows; base += CHUNK) {
      const slots = min(SLOTS, (rows - base + 7) >> 3);
      const at = <usize>base * 4;
      forward<f32>(net, scratch, theta, x + at, stride, slots, 0, slopes);
      losses<f32>(net, scratch, y + at, stride, slots, 0, lossesHere);
      if (slopes) backward<f32>(net, scratch, theta, x + at, stride, slots, 0, mine);
    }
    for (let done = i; done & 1; done >>= 1) {
      addDoubles(lossSums + (depth - 1) * 64, lossSums + depth * 64);
      if (slopes) addFloats(sums + (depth - 1) * level, sums + depth * level, level);
      depth--;
    }
  }
  divide(lossSums, means, sums, level, rows, slopes);
}

/** The mean losses of 8 models, as 8 float64. */
export function valueModels(
  net: usize, scratch: usize, theta: usize, x: usize, y: usize, stride: usize, rows: i32, means: usize,
): void {
  passModels(net, scratch, theta, x, y, stride, rows, false, means);
}

/** The mean losses of 8 models, and their gradients in the sums' first level (8 floats a parameter). */
export function gradientModels(
  net: usize, scratch: usize, theta: usize, x: usize, y: usize, stride: usize, rows: i32, means: usize,
): void {
  passModels(net, scratch, theta, x, y, stride, rows, true, means);
}
