/** Losses and gradients of one model, lanes = rows. */
import { backward, forward } from './tiny-chunk';
import { losses } from './tiny-losses';
import { CHUNK } from './generated/tiny-records';
import { countOf, lossSumsOf, sumsOf } from './tiny-net';

/**
 * Adds the losses of the rows `from` to `to` of one model to the sums (begun anew at row 0); with
 * `slopes` the gradients too. Parts of a pass begin at multiples of 128.
 */
export function sumRows(
  net: usize, scratch: usize, theta: usize, x: usize, y: usize, stride: usize, from: i32, to: i32, slopes: bool,
): void {
  const sums = sumsOf(net, scratch);
  const lossSums = lossSumsOf(net, scratch);
  if (from == 0) {
    memory.fill(lossSums, 0, 64);
    if (slopes) memory.fill(sums, 0, <usize>countOf(net) * 32);
  }
  for (let base = from; base < to; base += CHUNK) {
    const here = min(CHUNK, to - base);
    const slots = (here + 7) >> 3;
    const rest = here & 7;
    const at = <usize>base * 4;
    forward<i32>(net, scratch, theta, x + at, stride, slots, rest, slopes);
    losses<i32>(net, scratch, y + at, stride, slots, rest, lossSums);
    if (slopes) backward<i32>(net, scratch, theta, x + at, stride, slots, rest, sums);
  }
}

/** The mean loss of the sums. */
export function meanLoss(net: usize, scratch: usize, rows: i32): f64 {
  const lossSums = lossSumsOf(net, scratch);
  const c0 = load<f64>(lossSums), c1 = load<f64>(lossSums, 8), c2 = load<f64>(lossSums, 16);
  const c3 = load<f64>(lossSums, 24), c4 = load<f64>(lossSums, 32), c5 = load<f64>(lossSums, 40);
  const c6 = load<f64>(lossSums, 48), c7 = load<f64>(lossSums, 56);
  return (((c0 + c4) + (c2 + c6)) + ((c1 + c5) + (c3 + c7))) / <f64>rows;
}

/** The mean loss of one model; with `slopes` its gradient stays in the sums. */
@inline
export function passRows(
  net: usize, scratch: usize, theta: usize, x: usize, y: usize, stride: usize, rows: i32, slopes: bool,
): f64 {
  sumRows(net, scratch, theta, x, y, stride, 0, rows, slopes);
  return meanLoss(net, scratch, rows);
}

/** The sums of classes 0 + 4, 1 + 5, 2 + 6 and 3 + 7. */
@inline
function halves(sum: usize): v128 {
  return f32x4.add(v128.load(sum), v128.load(sum, 16));
}

/** The mean gradient of the sums; up to a multiple of 8 numbers. */
export function meanGradient(net: usize, scratch: usize, rows: i32, gradient: usize): void {
  let sums = sumsOf(net, scratch);
  const count = countOf(net);
  const n = f32x4.splat(<f32>rows);
  const whole = (count + 7) & ~7;
  memory.fill(sums + <usize>count * 32, 0, <usize>(whole - count) * 32);
  for (let i = 0; i < whole; i += 4) {
    const a = halves(sums);
    const b = halves(sums + 32);
    const c = halves(sums + 64);
    const d = halves(sums + 96);
    const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
    const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
    const even = v128.shuffle<i32>(ab, cd, 0, 1, 4, 5);
    const odd = v128.shuffle<i32>(ab, cd, 2, 3, 6, 7);
    v128.store(gradient, f32x4.div(f32x4.add(even, odd), n));
    gradient += 16;
    sums += 128;
  }
}
