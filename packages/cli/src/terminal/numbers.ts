/** A loss for a person: four digits, and the non-finite by name. */
export function loss(value: number | string): string {
  const number = Number(value);
  if (typeof value === 'string' || !Number.isFinite(number)) return String(value);
  const size = Math.abs(number);
  return number === 0 || (size >= 1e-4 && size < 1e4)
    ? String(Number(number.toPrecision(4)))
    : number.toExponential(3);
}

/** A count with commas between the thousands: 12,345. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 bead`, `2 beads`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}
