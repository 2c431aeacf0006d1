/** Whole numbers that are given numbers times `2^shift`, exactly. */
export interface Scaled {
  readonly digits: bigint[];
  readonly shift: number;
}

/** Doubles numbers until all of them are whole, which float64 does exactly. */
export function scaled(values: readonly number[]): Scaled {
  let shift = 0;
  for (const value of values) {
    let [own, doubled] = [0, value];
    while (!Number.isInteger(doubled)) {
      doubled *= 2;
      own++;
    }
    if (own > shift) shift = own;
  }
  return { shift, digits: values.map((value) => scaledBy(value, shift)) };
}

/** A number times `2^shift`, where that is whole. */
export function scaledBy(value: number, shift: number): bigint {
  let [left, rest] = [value, shift];
  // Doubled while there is a fraction; the rest of the power is taken in whole numbers.
  while (!Number.isInteger(left) && rest > 0) {
    left *= 2;
    rest--;
  }
  return BigInt(left) << BigInt(rest);
}

/** Whether `numerator / denominator` (above 0) is above, equal to or below a number: 1, 0 or -1. */
export function compared(numerator: bigint, denominator: bigint, value: number): number {
  const { digits, shift } = scaled([value]);
  const difference = (numerator << BigInt(shift)) - digits[0]! * denominator;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

/** The sum of the products of the entries. */
export function inner(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The sign of a whole number. */
export function sign(value: bigint): number {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}
