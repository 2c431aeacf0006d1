/** Mean losses at points of segments between models. */
import { gather4 } from './tiny-lanes';
import { valueModels } from './tiny-models';
import { countOf } from './tiny-net';
import { storePair, upperTwo } from './tiny-pairs';

/** `s a + t b` of two floats in float64, rounded once. */
@inline
function between2(a: v128, b: v128, t: v128, s: v128): v128 {
  return f32x4.demote_f64x2_zero(
    f64x2.add(f64x2.mul(s, f64x2.promote_low_f32x4(a)), f64x2.mul(t, f64x2.promote_low_f32x4(b))),
  );
}

@inline
function between4(a: v128, b: v128, t0: v128, t1: v128, s0: v128, s1: v128): v128 {
  const low = between2(a, b, t0, s0);
  const high = between2(upperTwo(a), upperTwo(b), t1, s1);
  return v128.shuffle<i32>(low, high, 0, 1, 4, 5);
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
  const inside = between4(a, b, t0, t1, s0, s1);
  const same = v128.or(i32x4.eq(a, b), isA);
  return v128.bitselect(a, v128.bitselect(b, inside, isB), same);
}

/** Where the segment of a lane begins. */
@inline
function segmentOf(lane: usize, ends: usize, span: usize, which: usize): usize {
  return ends + <usize>load<i32>(which + lane * 4) * 2 * span;
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
  const p0 = segmentOf(0, ends, span, which);
  const p7 = segmentOf(7, ends, span, which);
  // Points come segment by segment, so that the lanes between two of one segment are of it too.
  if (p0 == p7) {
    for (let i = 0; i < count; i++) {
      const at = p0 + <usize>i * 4;
      const a = v128.load32_splat(at);
      const b = v128.load32_splat(at + span);
      storePair(theta, pointOf(a, b, t0, t1, s0, s1, a0, b0), pointOf(a, b, t2, t3, s2, s3, a1, b1));
      theta += 32;
    }
    return;
  }
  const p1 = segmentOf(1, ends, span, which);
  const p2 = segmentOf(2, ends, span, which);
  const p3 = segmentOf(3, ends, span, which);
  const p4 = segmentOf(4, ends, span, which);
  const p5 = segmentOf(5, ends, span, which);
  const p6 = segmentOf(6, ends, span, which);
  for (let i = 0; i < count; i++) {
    const at = <usize>i * 4;
    const a = gather4(p0, p1, p2, p3, at);
    const b = gather4(p0, p1, p2, p3, at + span);
    const c = gather4(p4, p5, p6, p7, at);
    const d = gather4(p4, p5, p6, p7, at + span);
    storePair(theta, pointOf(a, b, t0, t1, s0, s1, a0, b0), pointOf(c, d, t2, t3, s2, s3, a1, b1));
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
    valueModels(net, scratch, theta, x, y, stride, rows, out);
    which += 32;
    t += 64;
    out += 64;
  }
}
