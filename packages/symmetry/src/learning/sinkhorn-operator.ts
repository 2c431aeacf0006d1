/** How many rounds of normalising bring a matrix near enough to doubly stochastic. */
export interface SinkhornOptions {
  /** Divides the logits: the smaller, the nearer to a permutation. */
  readonly temperature: number;
  readonly rounds: number;
}

/**
 * The doubly stochastic matrix of some logits: exponentials whose rows and columns are normalised in turn
 * (Sinkhorn 1967; Mena et al. 2018, arXiv:1802.08665). Computed by logarithms, so that nothing overflows.
 *
 * @param logits row-major `[size, size]`
 * @example
 * sinkhorn(new Float64Array(4), 2, { temperature: 1, rounds: 5 }); // Float64Array.of(0.5, 0.5, 0.5, 0.5)
 */
export function sinkhorn(
  logits: Float64Array,
  size: number,
  { temperature, rounds }: SinkhornOptions,
): Float64Array {
  const logs = logits.map((value) => value / temperature);
  for (let round = 0; round < rounds; round++) {
    normalise(logs, size, size, 1);
    normalise(logs, size, 1, size);
  }
  return logs.map(Math.exp);
}

/** Takes the logarithm of the sum off each line of entries `along` apart; lines are `across` apart. */
function normalise(logs: Float64Array, size: number, across: number, along: number): void {
  for (let line = 0; line < size; line++) {
    const first = line * across;
    let largest = -Infinity;
    for (let k = 0; k < size; k++) largest = Math.max(largest, logs[first + k * along]!);
    let sum = 0;
    for (let k = 0; k < size; k++) sum += Math.exp(logs[first + k * along]! - largest);
    const by = largest + Math.log(sum);
    for (let k = 0; k < size; k++) logs[first + k * along]! -= by;
  }
}

/**
 * The gradient in the logits, from that in the matrix, by the implicit function theorem at the fixed point
 * (Eisenberger et al. 2022, arXiv:2205.06688): with `C = P ∘ G` it is `(C − P ∘ (u 1ᵀ + 1 vᵀ)) / τ`, where u
 * and v solve `u + P v = C 1` and `Pᵀ u + v = Cᵀ 1`. They are found by as many rounds as the matrix was.
 *
 * @param matrix what `sinkhorn` gave
 */
export function sinkhornGradient(
  matrix: Float64Array,
  gradient: Float64Array,
  size: number,
  { temperature, rounds }: SinkhornOptions,
): Float64Array {
  const weighted = matrix.map((value, at) => value * gradient[at]!);
  const ones = new Float64Array(size).fill(1);
  const ofRows = ones.map((_, i) => product(weighted, size, ones, i * size, 1));
  const ofColumns = ones.map((_, j) => product(weighted, size, ones, j, size));
  const [u, v] = [new Float64Array(size), new Float64Array(size)];
  for (let round = 0; round < rounds; round++) {
    u.set(ofRows.map((sum, i) => sum - product(matrix, size, v, i * size, 1)));
    v.set(ofColumns.map((sum, j) => sum - product(matrix, size, u, j, size)));
  }
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const at = i * size + j;
      result[at] = (weighted[at]! - matrix[at]! * (u[i]! + v[j]!)) / temperature;
    }
  return result;
}

/** Of a vector with a line of entries that are `along` apart. */
function product(
  matrix: Float64Array,
  size: number,
  vector: Float64Array,
  first: number,
  along: number,
): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += matrix[first + k * along]! * vector[k]!;
  return sum;
}
