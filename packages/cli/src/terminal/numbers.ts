/** A loss for a person: four digits, and the non-finite by name. */
export function loss(value: number | string): string {
  const number = Number(value);
  if (typeof value === 'string' || !Number.isFinite(number)) return String(value);
  const size = Math.abs(number);
  return number === 0 || (size >= 1e-3 && size < 1e4)
    ? String(Number(number.toPrecision(4)))
    : number.toExponential(2);
}

/** A count with thin separators: 12 345 would be read wrongly in some places, 12,345 in none of ours. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
