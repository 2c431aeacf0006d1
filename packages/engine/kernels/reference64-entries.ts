/**
 * Passes over float64 entries, two at a time. Where the count is odd they read and write one entry more
 * than there are.
 */
import { value64 as relu } from './activations/relu';

/** `y += bias`, again and again: `bias` holds it repeated to `period` numbers, a multiple of eight. */
export function addBias64(count: i32, y: usize, bias: usize, period: i32): void {
  const end = y + (<usize>count << 3);
  const biasEnd = bias + (<usize>period << 3);
  let from = bias;
  for (; y + 64 <= end; y += 64) {
    v128.store(y, f64x2.add(v128.load(y), v128.load(from)));
    v128.store(y, f64x2.add(v128.load(y, 16), v128.load(from, 16)), 16);
    v128.store(y, f64x2.add(v128.load(y, 32), v128.load(from, 32)), 32);
    v128.store(y, f64x2.add(v128.load(y, 48), v128.load(from, 48)), 48);
    from += 64;
    if (from == biasEnd) from = bias;
  }
  for (; y < end; y += 16) {
    v128.store(y, f64x2.add(v128.load(y), v128.load(from)));
    from += 16;
  }
}

/** `x < 0 ? 0 : x`, in place, so that NaN and -0 stay. */
export function relu64(count: i32, x: usize): void {
  const end = x + (<usize>count << 3);
  for (; x + 64 <= end; x += 64) {
    v128.store(x, relu(v128.load(x)));
    v128.store(x, relu(v128.load(x, 16)), 16);
    v128.store(x, relu(v128.load(x, 32)), 32);
    v128.store(x, relu(v128.load(x, 48)), 48);
  }
  for (; x < end; x += 16) v128.store(x, relu(v128.load(x)));
}

/** `(1-t)a + t b` into a, for t strictly between 0 and 1; equal numbers but 0 stay as they are. */
export function between64(count: i32, a: usize, b: usize, t: f64): void {
  const zero = f64x2.splat(0);
  const rest = f64x2.splat(1 - t);
  const part = f64x2.splat(t);
  const end = a + (<usize>count << 3);
  for (; a < end; a += 16) {
    const from = v128.load(a);
    const to = v128.load(b);
    const mixed = f64x2.add(f64x2.mul(rest, from), f64x2.mul(part, to));
    const same = v128.and(f64x2.eq(from, to), f64x2.ne(from, zero));
    v128.store(a, v128.bitselect(from, mixed, same));
    b += 16;
  }
}
