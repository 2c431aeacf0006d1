/**
 * How far points are from lying on one line: the largest distance of a point from the line through the
 * mean and the point farthest from it, and that farthest distance itself.
 *
 * @param points `[rows, width]`
 */
export function lineThrough(
  points: Float64Array,
  width: number,
): { readonly spread: number; readonly off: number } {
  const rows = points.length / width;
  const mean = Float64Array.from({ length: width }, (_, at) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += points[row * width + at]!;
    return sum / rows;
  });
  const from = (row: number) => mean.map((centre, at) => points[row * width + at]! - centre);
  const lengths = Array.from({ length: rows }, (_, row) => Math.hypot(...from(row)));
  const spread = lengths.reduce((most, length) => Math.max(most, length), 0);
  if (spread === 0) return { spread, off: 0 };
  const along = from(lengths.indexOf(spread)).map((entry) => entry / spread);
  let off = 0;
  for (let row = 0; row < rows; row++) {
    const vector = from(row);
    const share = vector.reduce((sum, entry, at) => sum + entry * along[at]!, 0);
    off = Math.max(off, Math.hypot(...vector.map((entry, at) => entry - share * along[at]!)));
  }
  return { spread, off };
}
