/**
 * A computed number for a person: six digits, without the traces of binary fractions; as many as tell it
 * from another where one stands beside it.
 *
 * @example
 * shortNumber(0.4 * 3); // '1.2'
 * shortNumber(0.4 * 3, 1.2); // '1.2000000000000002'
 */
export function shortNumber(value: number, beside?: number): string {
  for (let digits = 6; digits < 17; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (beside === undefined || value === beside || Number(text) !== beside) return text;
  }
  return String(value);
}

/** A point for a person: its first numbers, each short, as `[1, 0.5, …]`. */
export function shortPoint(point: ArrayLike<number>): string {
  const shown = Array.from({ length: Math.min(point.length, 8) }, (_, i) => shortNumber(point[i]!));
  return `[${[...shown, ...(point.length > shown.length ? ['…'] : [])].join(', ')}]`;
}
