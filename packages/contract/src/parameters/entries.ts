/** The numbers of one array of parameters, as stored or widened. */
export type Entries = Float32Array | Float64Array;

/**
 * One entry of `(1-t)a + t b`, with the care that `lerp` describes.
 *
 * @example
 * lerpEntry(1, 3, 0.25); // 1.5
 */
export function lerpEntry(a: number, b: number, t: number): number {
  // Strictly inside, the formula keeps zeros and their signs by itself; the care for them costs more.
  if (t > 0 && t < 1) return a === b && a !== 0 ? a : (1 - t) * a + t * b;
  return Object.is(a, b) ? a : t === 0 ? a : t === 1 ? b : (1 - t) * a + t * b;
}

/**
 * The entries `(1-t)a + t b` from a place on, as many as `out` holds. A plain loop, as all of this file:
 * the callbacks of typed arrays take several times as long, and searches pay for them at every step.
 *
 * @returns out
 */
export function entriesBetween<T extends Entries>(
  a: Entries,
  b: Entries,
  t: number,
  start: number,
  out: T,
): T {
  for (let i = 0; i < out.length; i++) out[i] = lerpEntry(a[start + i]!, b[start + i]!, t);
  return out;
}

/** The differences `b - a` in float64. */
export function entriesFrom(a: Entries, b: Entries): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = b[i]! - a[i]!;
  return out;
}

/** Whether every entry is a finite number. */
export function areFinite(entries: Entries): boolean {
  for (let i = 0; i < entries.length; i++) if (!Number.isFinite(entries[i])) return false;
  return true;
}

/** Whether two arrays hold the same numbers: 0 and -0 differ, NaN equals NaN. */
export function sameEntries(a: Entries, b: Entries): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x !== y ? !(Number.isNaN(x) && Number.isNaN(y)) : x === 0 && !Object.is(x, y)) return false;
  }
  return true;
}
