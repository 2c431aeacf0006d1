/** A minimum of `|columns z - target|²` over z >= 0. */
export interface NonnegativeFit {
  readonly squares: number;
  readonly z: Float64Array;
}

/** Gradients below this part of their terms count as zero. */
const ZERO = 1e-12;

/**
 * Least squares with coefficients that are not negative: the active-set method of Lawson & Hanson
 * (Solving Least Squares Problems, 1974, chapter 23) on the normal equations, for a handful of columns.
 */
export function fitNonnegative(
  columns: readonly Float64Array[],
  target: Float64Array,
): NonnegativeFit {
  const gram = columns.map((a) => Float64Array.from(columns, (b) => product(a, b)));
  const right = Float64Array.from(columns, (a) => product(a, target));
  const z = new Float64Array(columns.length);
  const free = new Set<number>();
  // Columns that the free ones already span; they are of use again once a free one has left.
  const spanned = new Set<number>();
  // Every pass lowers the squares or ends; the bound only guards against cycling by rounding.
  for (let pass = 0; pass < 10 * columns.length + 10; pass++) {
    const entering = steepest(gram, right, z, new Set([...free, ...spanned]));
    if (entering < 0) break;
    const before = free.size;
    free.add(entering);
    if (!fitUntilFeasible(gram, right, z, free)) {
      free.delete(entering);
      spanned.add(entering);
    } else if (free.size <= before) spanned.clear();
  }
  return { squares: squaresLeft(columns, target, z), z };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The column at zero along which the squares fall fastest, or -1. */
function steepest(
  gram: readonly Float64Array[],
  right: Float64Array,
  z: Float64Array,
  free: ReadonlySet<number>,
): number {
  let best = -1;
  let steep = 0;
  for (let k = 0; k < z.length; k++) {
    if (free.has(k)) continue;
    const along = right[k]! - product(gram[k]!, z);
    const scale = ZERO * (Math.abs(right[k]!) + Math.sqrt(gram[k]![k]!));
    if (along > Math.max(steep, scale)) [best, steep] = [k, along];
  }
  return best;
}

/** Moves z to the least squares of the free columns, freeing fewer where one would be negative. */
function fitUntilFeasible(
  gram: readonly Float64Array[],
  right: Float64Array,
  z: Float64Array,
  free: Set<number>,
): boolean {
  for (;;) {
    const members = [...free];
    const solution = solve(gram, right, members);
    if (solution === null) return false;
    const { step, leaving } = stepInside(z, members, solution);
    members.forEach((k, i) => (z[k]! += step * (solution[i]! - z[k]!)));
    if (leaving === null) return true;
    z[leaving] = 0;
    free.delete(leaving);
  }
}

/** How far z can go towards the solution, and which column is then at zero. */
function stepInside(z: Float64Array, members: readonly number[], solution: Float64Array) {
  let step = 1;
  let leaving: number | null = null;
  members.forEach((k, i) => {
    if (solution[i]! > 0) return;
    const ratio = z[k]! / (z[k]! - solution[i]!);
    if (leaving === null || ratio < step) [step, leaving] = [Math.min(ratio, 1), k];
  });
  return { step, leaving };
}

/** Gaussian elimination with pivots on the free columns; null where they depend on each other. */
function solve(
  gram: readonly Float64Array[],
  right: Float64Array,
  members: readonly number[],
): Float64Array | null {
  const n = members.length;
  const rows = members.map((k) => Float64Array.from([...members.map((l) => gram[k]![l]!), right[k]!])); // prettier-ignore
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r; // prettier-ignore
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    if (Math.abs(rows[c]![c]!) <= 1e-12 * gram[members[c]!]![members[c]!]!) return null;
    for (let r = 0; r < n; r++) if (r !== c) eliminate(rows[r]!, rows[c]!, c);
  }
  return Float64Array.from(rows, (row, i) => row[n]! / row[i]!);
}

function eliminate(row: Float64Array, pivot: Float64Array, column: number): void {
  const factor = row[column]! / pivot[column]!;
  for (let i = column; i < row.length; i++) row[i]! -= factor * pivot[i]!;
}

function squaresLeft(
  columns: readonly Float64Array[],
  target: Float64Array,
  z: Float64Array,
): number {
  const left = Float64Array.from(target);
  columns.forEach((column, k) => {
    for (let i = 0; i < left.length; i++) left[i]! -= column[i]! * z[k]!;
  });
  return product(left, left);
}
