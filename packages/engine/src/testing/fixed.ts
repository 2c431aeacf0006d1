/**
 * Numbers with 256 binary digits after the point, as whole multiples of 2^-256: an arithmetic that float64
 * can be held against. Sums are exact; products, quotients and functions are cut off below 1e-70.
 */
export type Fixed = bigint;

const DIGITS = 256n;

/** The number 1. */
export const ONE: Fixed = 1n << DIGITS;

/**
 * A finite double, exactly, unless it has digits below 2^-256.
 *
 * @throws for others: their bits would read as a number above all bounds, and NaN would pass for one
 */
export function fixed(x: number): Fixed {
  if (!Number.isFinite(x)) throw new Error(`${x} is not finite`);
  if (x === 0) return 0n;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const digits = exponent === 0 ? fraction : fraction | (1n << 52n);
  const shift = BigInt(Math.max(exponent, 1) - 1075) + DIGITS;
  const size = shift >= 0n ? digits << shift : digits >> -shift;
  return x < 0 ? -size : size;
}

/** About the number, for messages and differences. */
export function asNumber(x: Fixed): number {
  const size = x < 0n ? -x : x;
  const extra = BigInt(Math.max(0, size.toString(2).length - 64));
  const value = Number(size >> extra) * 2 ** (Number(extra) - Number(DIGITS));
  return x < 0n ? -value : value;
}

/** The product. */
export function times(a: Fixed, b: Fixed): Fixed {
  return (a * b) >> DIGITS;
}

/** The quotient. */
export function over(a: Fixed, b: Fixed): Fixed {
  return (a << DIGITS) / b;
}

/** The sum of the products. */
export function dotOf(a: readonly Fixed[], b: readonly Fixed[]): Fixed {
  let sum = 0n;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum >> DIGITS;
}

/** The larger. */
export function maxOf(a: Fixed, b: Fixed): Fixed {
  return a > b ? a : b;
}

/** The size. */
export function absOf(a: Fixed): Fixed {
  return a < 0n ? -a : a;
}

const EIGHT = 8n * ONE;

/** The exponential: the Taylor series of a number below 1/64, squared until it is that of x. */
export function fixedExp(x: Fixed): Fixed {
  if (x < -170n * ONE) return 0n;
  let halvings = 6;
  for (let size = absOf(x); size > ONE; size >>= 1n) halvings++;
  const small = x >> BigInt(halvings);
  let [sum, term] = [ONE, ONE];
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = times(term, small) / n;
    sum += term;
  }
  for (let i = 0; i < halvings; i++) sum = times(sum, sum);
  return sum;
}

/** The logarithm of a number above 0, by Newton's method from that of a double. */
export function fixedLog(x: Fixed): Fixed {
  let log = fixed(Math.log(asNumber(x)));
  for (let i = 0; i < 4; i++) {
    const e = fixedExp(log);
    log += over(2n * (x - e), x + e);
  }
  return log;
}

/** The hyperbolic tangent. */
export function fixedTanh(x: Fixed): Fixed {
  const e = fixedExp(-2n * absOf(x));
  const size = over(ONE - e, ONE + e);
  return x < 0n ? -size : size;
}

/** The logistic function. */
export function fixedLogistic(x: Fixed): Fixed {
  const e = fixedExp(-absOf(x));
  return over(x < 0n ? e : ONE, ONE + e);
}

/** `log(1 + exp(x))`. */
export function fixedSoftplus(x: Fixed): Fixed {
  return maxOf(x, 0n) + fixedLog(ONE + fixedExp(-absOf(x)));
}

/** The square root of a number that is at least 0. */
export function fixedRoot(x: Fixed): Fixed {
  if (x === 0n) return 0n;
  let root = fixed(Math.sqrt(asNumber(x)));
  for (let i = 0; i < 5; i++) root = (root + over(x, root)) / 2n;
  return root;
}

/** π, by Machin's formula. */
const PI: Fixed = 4n * (4n * arctangentOfReciprocal(5n) - arctangentOfReciprocal(239n));

function arctangentOfReciprocal(n: bigint): Fixed {
  let [term, sum] = [ONE / n, 0n];
  for (let k = 1n; term !== 0n; k += 2n) {
    sum += (k % 4n === 1n ? 1n : -1n) * (term / k);
    term /= n * n;
  }
  return sum;
}

/** The density of the standard normal. */
export function fixedDensity(x: Fixed): Fixed {
  return over(fixedExp(-times(x, x) / 2n), fixedRoot(2n * PI));
}

/** Its distribution function: 1/2 and a series of which all terms have one sign. */
export function fixedNormal(x: Fixed): Fixed {
  if (absOf(x) > 2n * EIGHT) return x > 0n ? ONE : 0n;
  const square = times(x, x);
  let [term, sum] = [x, x];
  for (let n = 3n; term !== 0n && term !== -1n; n += 2n) {
    term = times(term, square) / n;
    sum += term;
  }
  return ONE / 2n + times(fixedDensity(x), sum);
}
