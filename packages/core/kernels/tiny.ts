// module
/**
 * Training, losses and gradients of dense networks of few and narrow layers, many steps a call; see
 * tiny-net.ts for a net, its scratch, and the order of the sums.
 *
 * Rows of a batch fall into 8 classes (row mod 8). The numbers of a class are added up in rising order
 * of the rows, the classes as ((0+4)+(2+6))+((1+5)+(3+7)): with lanes = rows a class is a lane, with
 * lanes = models classes come one after another in the order of that tree.
 *
 * Inputs and targets lie transposed: entry k of all rows side by side, `stride` bytes (a multiple of
 * 32, padded with zeros) from entry to entry.
 */
export { layer64, rowByRow64 } from "./tiny-values";
import { expF32, geluF32, logF32, sigmoidF32, softplusF32, tanhF32 } from "./functions";
import { backward, countOf, forward, losses, lossSumsOf, SLOTS, sumsOf } from "./tiny-net";
import { update as updateFloats, updateLanes } from "./optimize";

/** Rows of a chunk with lanes = rows; what a class has of it is a chunk with lanes = models. */
const CHUNK: i32 = SLOTS * 8;

// Why a model rests.
const MADE_ALL: i32 = 0;
const LOW_LOSS: i32 = 1;
const NOT_FINITE: i32 = 2;

// Entries of a group of 8 models in training, in bytes from its start.
const ACTIVE: usize = 0; // i32: all ones while it moves, 0 when it rests
const LEFT: usize = 32; // i32: steps still to make
const MADE: usize = 64; // i32: steps made
const REST: usize = 96; // i32: why it rests
const TAKEN: usize = 128; // i32: gradients taken
const REST_AT: usize = 160; // f64
const LAST_LOSS: usize = 224; // f64

@inline
function isFinite64(x: f64): bool {
  return x - x == 0;
}

/**
 * Adds the losses of the rows `from` to `to` of one model to the sums (begun anew at row 0), lanes =
 * rows; with `slopes` the gradients too. Parts of a pass begin at multiples of 128.
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

/** The mean loss of the sums, lanes = rows. */
export function meanLoss(net: usize, scratch: usize, rows: i32): f64 {
  const lossSums = lossSumsOf(net, scratch);
  const c0 = load<f64>(lossSums), c1 = load<f64>(lossSums, 8), c2 = load<f64>(lossSums, 16);
  const c3 = load<f64>(lossSums, 24), c4 = load<f64>(lossSums, 32), c5 = load<f64>(lossSums, 40);
  const c6 = load<f64>(lossSums, 48), c7 = load<f64>(lossSums, 56);
  return (((c0 + c4) + (c2 + c6)) + ((c1 + c5) + (c3 + c7))) / <f64>rows;
}

@inline
function halves(sum: usize): v128 {
  return f32x4.add(v128.load(sum), v128.load(sum, 16));
}

@inline
function passRows(
  net: usize, scratch: usize, theta: usize, x: usize, y: usize, stride: usize, rows: i32, slopes: bool,
): f64 {
  sumRows(net, scratch, theta, x, y, stride, 0, rows, slopes);
  return meanLoss(net, scratch, rows);
}

/** The mean gradient of the sums, lanes = rows; up to a multiple of 8 numbers. */
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

/** Adds the second of two arrays to the first; `bytes` is a multiple of 32. */
function addFloats(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    const low = f32x4.add(v128.load(to + i), v128.load(from + i));
    const high = f32x4.add(v128.load(to + i, 16), v128.load(from + i, 16));
    v128.store(to + i, low);
    v128.store(to + i, high, 16);
  }
}

@inline
function addDoubles(to: usize, from: usize): void {
  for (let i: usize = 0; i < 64; i += 16)
    v128.store(to + i, f64x2.add(v128.load(to + i), v128.load(from + i)));
}

/**
 * Gradients (means, in the sums' first level) and losses of 8 models, lanes = models. Class i of the
 * order is summed at level popcount(i), and then the levels that it completes are added downwards.
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
  for (let lane: usize = 0; lane < 64; lane += 8) store<f64>(means + lane, load<f64>(lossSums + lane) / <f64>rows);
  if (!slopes) return;
  const n = f32x4.splat(<f32>rows);
  for (let at = sums; at < sums + level; at += 32) {
    const low = f32x4.div(v128.load(at), n);
    const high = f32x4.div(v128.load(at, 16), n);
    v128.store(at, low);
    v128.store(at, high, 16);
  }
}

/** The mean loss of one model. */
export function valueRows(net: usize, scratch: usize, theta: usize, x: usize, y: usize, stride: usize, rows: i32): f64 {
  return passRows(net, scratch, theta, x, y, stride, rows, false);
}

/** The mean loss of one model, and its gradient (up to a multiple of 8 numbers). */
export function gradientRows(
  net: usize, scratch: usize, theta: usize, x: usize, y: usize, stride: usize, rows: i32, gradient: usize,
): f64 {
  const loss = passRows(net, scratch, theta, x, y, stride, rows, true);
  meanGradient(net, scratch, rows, gradient);
  return loss;
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

/**
 * Steps of one model. It rests before an update where its loss is not finite, or at or below `restAt`.
 *
 * @param step bytes from one step's inputs to the next one's; targets likewise by `stepY`
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
  let made = 0, rest = MADE_ALL, taken = 0;
  let loss: f64 = NaN;
  while (made < steps) {
    loss = passRows(net, scratch, theta, x, y, stride, rows, true);
    taken++;
    if (!isFinite64(loss)) {
      rest = NOT_FINITE;
      break;
    }
    if (loss <= restAt) {
      rest = LOW_LOSS;
      break;
    }
    meanGradient(net, scratch, rows, gradient);
    updateFloats(rule, padded, theta, gradient, slot0, slot1, settings, load<f64>(corrections), load<f64>(corrections, 8));
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

/** One optimizer step of one model; see `update` in optimize.ts. */
export function update(
  rule: i32, n: i32, theta: usize, gradient: usize, slot0: usize, slot1: usize,
  settings: usize, correction1: f64, correction2: f64,
): void {
  updateFloats(rule, n, theta, gradient, slot0, slot1, settings, correction1, correction2);
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
      store<i32>(at, isFinite64(loss) ? LOW_LOSS : NOT_FINITE, REST);
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
 * @param group see the entries above; lanes without a model are not active
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
    passModels(net, scratch, theta, x, y, stride, rows, true, means);
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

@inline
function between(a: v128, b: v128, t0: v128, t1: v128, s0: v128, s1: v128): v128 {
  const low = f64x2.add(
    f64x2.mul(s0, f64x2.promote_low_f32x4(a)),
    f64x2.mul(t0, f64x2.promote_low_f32x4(b)),
  );
  const high = f64x2.add(
    f64x2.mul(s1, f64x2.promote_low_f32x4(v128.shuffle<i32>(a, a, 2, 3, 2, 3))),
    f64x2.mul(t1, f64x2.promote_low_f32x4(v128.shuffle<i32>(b, b, 2, 3, 2, 3))),
  );
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** The mask of four lanes whose t equals a number. */
@inline
function where(t0: v128, t1: v128, value: f64): v128 {
  const n = f64x2.splat(value);
  return v128.shuffle<i32>(f64x2.eq(t0, n), f64x2.eq(t1, n), 0, 2, 4, 6);
}

/** Four points of segments: `(1-t) a + t b` in float64, rounded once; ends and equal entries as they are. */
@inline
function pointOf(a: v128, b: v128, t0: v128, t1: v128, s0: v128, s1: v128, isA: v128, isB: v128): v128 {
  const inside = between(a, b, t0, t1, s0, s1);
  const same = v128.or(i32x4.eq(a, b), isA);
  return v128.bitselect(a, v128.bitselect(b, inside, isB), same);
}

@inline
function gather4(a: usize, b: usize, c: usize, d: usize, at: usize): v128 {
  let x = v128.load32_zero(a + at);
  x = v128.load_lane<f32>(b + at, x, 1);
  x = v128.load_lane<f32>(c + at, x, 2);
  return v128.load_lane<f32>(d + at, x, 3);
}

/**
 * The points of 8 lanes.
 *
 * @param ends where each segment's first end lies, its second `span` bytes on
 * @param which 8 i32: the segment of each lane
 * @param t 8 float64
 */
function interpolate(ends: usize, span: usize, which: usize, t: usize, theta: usize, count: i32): void {
  const one = f64x2.splat(1);
  const t0 = v128.load(t), t1 = v128.load(t, 16), t2 = v128.load(t, 32), t3 = v128.load(t, 48);
  const s0 = f64x2.sub(one, t0), s1 = f64x2.sub(one, t1), s2 = f64x2.sub(one, t2), s3 = f64x2.sub(one, t3);
  const a0 = where(t0, t1, 0), a1 = where(t2, t3, 0), b0 = where(t0, t1, 1), b1 = where(t2, t3, 1);
  const p0 = ends + <usize>load<i32>(which) * 2 * span;
  const p7 = ends + <usize>load<i32>(which, 28) * 2 * span;
  // Points come segment by segment, so that the lanes between two of one segment are of it too.
  if (p0 == p7) {
    for (let i = 0; i < count; i++) {
      const at = p0 + <usize>i * 4;
      const a = v128.load32_splat(at);
      const b = v128.load32_splat(at + span);
      v128.store(theta, pointOf(a, b, t0, t1, s0, s1, a0, b0));
      v128.store(theta, pointOf(a, b, t2, t3, s2, s3, a1, b1), 16);
      theta += 32;
    }
    return;
  }
  const p1 = ends + <usize>load<i32>(which, 4) * 2 * span;
  const p2 = ends + <usize>load<i32>(which, 8) * 2 * span;
  const p3 = ends + <usize>load<i32>(which, 12) * 2 * span;
  const p4 = ends + <usize>load<i32>(which, 16) * 2 * span;
  const p5 = ends + <usize>load<i32>(which, 20) * 2 * span;
  const p6 = ends + <usize>load<i32>(which, 24) * 2 * span;
  for (let i = 0; i < count; i++) {
    const at = <usize>i * 4;
    const a = gather4(p0, p1, p2, p3, at);
    const b = gather4(p0, p1, p2, p3, at + span);
    const c = gather4(p4, p5, p6, p7, at);
    const d = gather4(p4, p5, p6, p7, at + span);
    v128.store(theta, pointOf(a, b, t0, t1, s0, s1, a0, b0));
    v128.store(theta, pointOf(c, d, t2, t3, s2, s3, a1, b1), 16);
    theta += 32;
  }
}

/**
 * The mean losses of `points` points of segments, a multiple of 8 (the last may be repeated), segment
 * by segment in rising order.
 *
 * @param theta room for 8 models
 * @param out a float64 for each point
 */
export function scan(
  net: usize, scratch: usize, theta: usize, ends: usize, span: usize, which: usize, t: usize, points: i32,
  x: usize, y: usize, stride: usize, rows: i32, out: usize,
): void {
  const count = countOf(net);
  for (let i = 0; i < points; i += 8) {
    interpolate(ends, span, which, t, theta, count);
    passModels(net, scratch, theta, x, y, stride, rows, false, out);
    which += 32;
    t += 64;
    out += 64;
  }
}

/** Numbers of 8 models, each at one of the 8 addresses, to lanes: 8 floats a parameter. */
export function toLanes(models: usize, to: usize, count: i32): void {
  const a = load<usize>(models), b = load<usize>(models, 4), c = load<usize>(models, 8), d = load<usize>(models, 12);
  const e = load<usize>(models, 16), f = load<usize>(models, 20), g = load<usize>(models, 24), h = load<usize>(models, 28);
  for (let i: usize = 0; i < <usize>count * 4; i += 4) {
    const low = gather4(a, b, c, d, i);
    const high = gather4(e, f, g, h, i);
    v128.store(to, low);
    v128.store(to, high, 16);
    to += 32;
  }
}

/** The other way, for the first `used` lanes. */
export function fromLanes(from: usize, models: usize, used: i32, count: i32): void {
  for (let lane: usize = 0; lane < <usize>used; lane++) {
    const to = load<usize>(models + lane * 4);
    for (let i: usize = 0; i < <usize>count; i++) store<f32>(to + i * 4, load<f32>(from + i * 32 + lane * 4));
  }
}

/**
 * Takes rows of transposed numbers, side by side and padded with zeros to the new stride.
 *
 * @param rows `count` i32
 */
export function takeRows(
  from: usize, stride: usize, width: i32, rows: usize, count: i32, to: usize, newStride: usize,
): void {
  const end = <usize>count * 4;
  for (let k = 0; k < width; k++) {
    for (let i: usize = 0; i < end; i += 4) store<f32>(to + i, load<f32>(from + (<usize>load<i32>(rows + i) << 2)));
    for (let i = end; i < newStride; i += 4) store<f32>(to + i, 0);
    from += stride;
    to += newStride;
  }
}

/**
 * A function of `n` floats (a multiple of 4): 0 exp, 1 log, 2 tanh, 3 sigmoid, 4 softplus, 5 gelu. By it
 * a host can check the numbers that its processor makes.
 */
export function mapF32(which: i32, from: usize, to: usize, n: i32): void {
  for (let at: usize = 0; at < <usize>n * 4; at += 16) {
    const x = v128.load(from + at);
    let y = x;
    if (which == 0) y = expF32(x);
    else if (which == 1) y = logF32(x);
    else if (which == 2) y = tanhF32(x);
    else if (which == 3) y = sigmoidF32(x);
    else if (which == 4) y = softplusF32(x);
    else y = geluF32(x);
    v128.store(to + at, y);
  }
}
