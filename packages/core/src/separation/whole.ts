/** Numbers of float64, exactly: `digits[i] · 2^exponent`. */
export interface WholeNumbers {
  readonly digits: readonly bigint[];
  readonly exponent: number;
}

/**
 * The numbers times one power of two that makes all of them whole, without any rounding.
 *
 * @param values finite
 */
export function wholeNumbers(values: ArrayLike<number>): WholeNumbers {
  const parts = Array.from(values, partsOf);
  const used = parts.filter(({ digits }) => digits !== 0n);
  const least = used.reduce((smallest, { exponent }) => Math.min(smallest, exponent), Infinity);
  const exponent = used.length === 0 ? 0 : least;
  return {
    exponent,
    digits: parts.map(({ digits, exponent: own }) =>
      digits === 0n ? 0n : digits << BigInt(own - exponent),
    ),
  };
}

/** A float64 number as `digits · 2^exponent`. */
function partsOf(value: number): { readonly digits: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ff_ff_ff_ff_ff_ffn;
  // The leading digit is not stored, but for the smallest numbers, which have none.
  const size = biased === 0 ? fraction : fraction | 0x10_00_00_00_00_00_00n;
  if (size === 0n) return { digits: 0n, exponent: 0 };
  // Without zeros at the end, so that what is computed of it stays short.
  const zeros = digitsIn(size & -size) - 1;
  const digits = size >> BigInt(zeros);
  return { digits: value < 0 ? -digits : digits, exponent: Math.max(biased, 1) - 1075 + zeros };
}

/** The largest float64 number that is at most `numerator / denominator · 2^exponent`; 0 where that is tiny. */
export function floorOf(numerator: bigint, denominator: bigint, exponent: number): number {
  if (numerator <= 0n) return numerator === 0n ? 0 : -Infinity;
  // So many digits that the quotient has 54 or 55 of them, of which the last are cut off.
  const shift = 54 - (digitsIn(numerator) - digitsIn(denominator));
  const quotient =
    shift >= 0
      ? (numerator << BigInt(shift)) / denominator
      : numerator / (denominator << BigInt(-shift));
  const extra = digitsIn(quotient) - 53;
  const kept = extra > 0 ? quotient >> BigInt(extra) : quotient;
  const scale = exponent - shift + Math.max(extra, 0);
  // Below the normal numbers a product would be rounded, and perhaps upwards.
  if (scale < -1022) return 0;
  return Number(kept) * 2 ** Math.min(scale, 0) * 2 ** Math.max(scale, 0);
}

function digitsIn(whole: bigint): number {
  return whole.toString(2).length;
}

/** The inner product of two vectors of whole numbers. */
export function dotOf(a: readonly bigint[], b: readonly bigint[]): bigint {
  return a.reduce((sum, entry, i) => sum + entry * b[i]!, 0n);
}

/** The same direction in the smallest whole numbers; zero stays zero. */
export function primitive(vector: readonly bigint[]): readonly bigint[] {
  const common = vector.reduce(commonDivisor, 0n);
  return common <= 1n ? vector : vector.map((entry) => entry / common);
}

function commonDivisor(a: bigint, b: bigint): bigint {
  let [p, q] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (q !== 0n) [p, q] = [q, p % q];
  return p;
}
