/**
 * Numbers n 2^-BITS with whole n of any size. Sums and comparisons are exact,
 * products and float64 where nothing lies below 2^-BITS, else off by less than that; quotients, roots and exponentials
 * by less than 2^-250 for numbers up to 2^100.
 */
export type Exact = bigint;

const BITS = 640;
const SCALE = BigInt(BITS);
const ONE: Exact = 1n << SCALE;

const view = new DataView(new ArrayBuffer(8));

/** A float64; what lies below 2^-BITS is cut off. */
export function exact(x: number): Exact {
  if (!Number.isFinite(x)) throw new Error(`${x} is not finite`);
  view.setFloat64(0, x);
  const word = view.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & ((1n << 52n) - 1n);
  const whole = exponent === 0 ? fraction : fraction | (1n << 52n);
  const shift = BigInt((exponent === 0 ? 1 : exponent) - 1075 + BITS);
  const size = shift >= 0n ? whole << shift : whole >> -shift;
  return word >> 63n === 1n ? -size : size;
}

/** Losses are told apart to this: 2^-200. */
export const LITTLE: Exact = 1n << (SCALE - 200n);

/** The product, rounded down to a multiple of 2^-BITS. */
export function about(a: Exact, b: Exact): Exact {
  return (a * b) >> SCALE;
}

export function over(a: Exact, b: Exact): Exact {
  return (a << SCALE) / b;
}

export function size(a: Exact): Exact {
  return a < 0n ? -a : a;
}

export function larger(a: Exact, b: Exact): Exact {
  return a > b ? a : b;
}

/** e^x: its series for x / 2^40, squared 40 times. */
export function exponential(x: Exact): Exact {
  if (x < -(ONE * 400n)) return 0n;
  const part = x >> 40n;
  let [term, sum] = [ONE, ONE];
  for (let k = 1n; term !== 0n && k < 200n; k++) {
    term = about(term, part) / k;
    sum += term;
  }
  for (let i = 0; i < 40; i++) sum = about(sum, sum);
  return sum;
}

/** ln x for x > 0, by Newton's steps of third order from a power of two. */
export function logarithm(x: Exact): Exact {
  const halvings = BigInt(x.toString(2).length - 1) - SCALE;
  const near = halvings >= 0n ? x >> halvings : x << -halvings;
  return newton(near) + (halvings === 0n ? 0n : halvings * newton(2n * ONE));
}

function newton(x: Exact): Exact {
  let y: Exact = 0n;
  for (let i = 0; i < 8; i++) {
    const power = exponential(y);
    y += over(2n * (x - power), x + power);
  }
  return y;
}

export function root(x: Exact): Exact {
  let guess = ONE > x ? ONE : x;
  for (;;) {
    const next = (guess + over(x, guess)) / 2n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** `ln(1 + e^x)`; no exponential of a large number is taken, which would not end. */
export function softplusOf(x: Exact): Exact {
  return larger(x, 0n) + logarithm(ONE + exponential(-size(x)));
}

export function logisticOf(x: Exact): Exact {
  const small = exponential(-size(x));
  return over(x >= 0n ? ONE : small, ONE + small);
}

export function tanhOf(x: Exact): Exact {
  return 2n * logisticOf(2n * x) - ONE;
}

/** x times the normal distribution function, by its series of terms of one sign. */
export function geluOf(x: Exact): Exact {
  // Beyond 30 the tail is below 2^-650.
  if (size(x) > 30n * ONE) return larger(x, 0n);
  const square = about(x, x);
  let [term, sum] = [x, x];
  for (let n = 1n; term !== 0n && n < 4000n; n++) {
    term = about(term, square) / (2n * n + 1n);
    sum += term;
  }
  const density = over(exponential(-square / 2n), root(2n * PI));
  return about(x, ONE / 2n + about(density, sum));
}

/** Machin: 16 arctan(1/5) - 4 arctan(1/239). */
const PI = 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n);

function arctanOfInverse(n: bigint): Exact {
  let [power, sum] = [ONE / n, 0n];
  for (let k = 1n, sign = 1n; power !== 0n; k += 2n, sign = -sign) {
    sum += (sign * power) / k;
    power /= n * n;
  }
  return sum;
}

/** 1, for sums. */
export const one: Exact = ONE;
