/**
 * Eight lanes as a pair of vectors. Everything is written as adjacent pairs of 128-bit operations, which
 * V8 can fuse to 256-bit ones.
 *
 * Type arguments say how operands are read: f32 = 8 floats side by side (32 bytes a number), i32 = one
 * float for all lanes (4 bytes a number).
 */
import { UNIT } from './generated/tiny-records';

/** Bytes of a number. */
@inline
export function bytes<T>(): usize {
  return isFloat<T>() ? 32 : 4;
}

@inline
export function low<T>(at: usize): v128 {
  return isFloat<T>() ? v128.load(at) : v128.load32_splat(at);
}

@inline
export function high<T>(at: usize, lower: v128): v128 {
  return isFloat<T>() ? v128.load(at, 16) : lower;
}

@inline
export function mulAdd(a: v128, b: v128, sum: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

@inline
export function zero(): v128 {
  return f32x4.splat(0);
}

/** The upper two floats in both halves, for operations that take the lower two. */
@inline
export function upperTwo(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}

/** Both halves are ready before either is written: with a load in between, V8 cannot fuse them. */
@inline
export function storePair(at: usize, lower: v128, upper: v128): void {
  v128.store(at, lower);
  v128.store(at, upper, 16);
}

/** The lanes below `rest` as a mask. */
@inline
function lanesBelow(rest: i32, from: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(from)), i32x4.splat(rest));
}

/** Sets the lanes from `rest` on of a block's last slot to 0: rows that the batch does not have. */
@inline
export function clearLanes(block: usize, units: i32, slots: i32, rest: i32): void {
  let at = block + <usize>(slots - 1) * 32;
  const maskLow = lanesBelow(rest, 0);
  const maskHigh = lanesBelow(rest, 4);
  for (let j = 0; j < units; j++) {
    storePair(at, v128.and(v128.load(at), maskLow), v128.and(v128.load(at, 16), maskHigh));
    at += UNIT;
  }
}
