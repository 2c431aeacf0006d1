/** A loss for a person: four digits, and the non-finite by name. */
export function loss(value: number | string, digits = 4): string {
  const number = Number(value);
  if (typeof value === 'string' || !Number.isFinite(number)) return String(value);
  const size = Math.abs(number);
  return number === 0 || (size >= 1e-4 && size < 1e4)
    ? String(Number(number.toPrecision(digits)))
    : number.toExponential(digits - 1);
}

/** A loss with as many digits as tell it from another: a peak just above a level never reads as equal to it. */
export function lossBeside(value: number | string, other: number | string): string {
  if (typeof value === 'string' || typeof other === 'string' || value === other) return loss(value);
  for (let digits = 4; digits < 17; digits++)
    if (loss(value, digits) !== loss(other, digits)) return loss(value, digits);
  return loss(value, 17);
}

/** A ratio such as a normalized length: three decimals while it is of a usual size. */
export function ratio(value: number | string): string {
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 1e4 ? number.toFixed(3) : loss(value);
}

/** A count with commas between the thousands: 12,345. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 bead`, `2 beads`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}
