/**
 * What pulls a bead to its neighbours p and q: `length` adds `stiffness (|x-p| + |x-q|)` to its loss,
 * `squared` adds `stiffness (|x-p|² + |x-q|²)`.
 *
 * Over a chain `length` is the tension of a string: constant while a bead lies on the segment between
 * its neighbours, so it does not hold the bead to the middle; where it balances the loss,
 * `|grad loss| <= 2 stiffness`. `squared` is `2 stiffness |x-m|²` about the middle m, up to a constant.
 */
export interface Spring {
  readonly kind: 'none' | 'length' | 'squared';
  /** At least 0; loss per distance, or per squared distance. */
  readonly stiffness: number;
}

/** A point between its neighbours, each `[P]`. */
export interface Neighbourhood {
  readonly before: Float64Array;
  readonly point: Float64Array;
  readonly after: Float64Array;
}

/**
 * What the springs add to the loss of a bead.
 *
 * @example
 * const [before, point, after] = [Float64Array.of(0), Float64Array.of(1), Float64Array.of(4)];
 * springEnergy({ kind: 'length', stiffness: 0.5 }, { before, point, after }); // 2
 * springEnergy({ kind: 'squared', stiffness: 0.5 }, { before, point, after }); // 5
 */
export function springEnergy({ kind, stiffness }: Spring, at: Neighbourhood): number {
  if (kind === 'none') return 0;
  const lengths = [apart(at.point, at.before), apart(at.point, at.after)];
  return lengths.reduce((sum, r) => sum + stiffness * (kind === 'length' ? r : r * r), 0);
}

/**
 * The gradient of the springs' energy by the bead's position, `[P]`. Where bead and neighbour coincide
 * a `length` spring has a kink, and the neighbour adds 0, a subgradient.
 *
 * @example
 * const [before, point, after] = [Float64Array.of(0), Float64Array.of(1), Float64Array.of(4)];
 * springGradient({ kind: 'length', stiffness: 0.5 }, { before, point, after }); // Float64Array.of(0)
 * springGradient({ kind: 'squared', stiffness: 0.5 }, { before, point, after }); // Float64Array.of(-2)
 */
export function springGradient({ kind, stiffness }: Spring, at: Neighbourhood): Float64Array {
  const { before, point, after } = at;
  const pull = (neighbour: Float64Array) => {
    if (kind === 'none') return 0;
    const r = apart(point, neighbour);
    return kind === 'squared' ? 2 * stiffness : r > 0 ? stiffness / r : 0;
  };
  const [left, right] = [pull(before), pull(after)];
  return point.map((entry, i) => left * (entry - before[i]!) + right * (entry - after[i]!));
}

function apart(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (p[i]! - q[i]!) ** 2;
  return Math.sqrt(sum);
}
