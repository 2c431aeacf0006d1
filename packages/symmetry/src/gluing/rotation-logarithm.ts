/**
 * A real, skew logarithm of a permutation: the generator G of rotations `e^(s G)` that at s = 1 have carried
 * every unit to its place, so that the row of units h becomes `h e^G` with `h[map[i]]` at place i. It is
 * closed: a cycle of k units turns its j-th discrete Fourier mode by `2π j / k`; the alternating mode of a
 * cycle of even length has the eigenvalue -1, and two of them turn into each other by half a turn.
 *
 * Every rotation on the way keeps the sum of all units.
 *
 * @param map unit `map[i]` of the argument is unit i of the result
 * @returns `[n][n]`; null for an odd permutation, whose determinant is -1: it is no rotation
 */
export function rotationLogarithm(map: Int32Array): readonly (readonly number[])[] | null {
  const cycles = cyclesOf(map);
  const even = cycles.filter((cycle) => cycle.length % 2 === 0);
  if (even.length % 2 === 1) return null;
  const generator = Array.from(map, () => Array.from(map, () => 0));
  for (const cycle of cycles) addModes(generator, cycle);
  for (let at = 0; at < even.length; at += 2) addHalfTurn(generator, even[at]!, even[at + 1]!);
  return generator;
}

/** Whether a permutation is even: made of an even number of exchanges. */
export function isEven(map: Int32Array): boolean {
  return cyclesOf(map).filter((cycle) => cycle.length % 2 === 0).length % 2 === 0;
}

/** Each with the unit that comes to a place next to that place. */
function cyclesOf(map: Int32Array): readonly (readonly number[])[] {
  const seen = new Set<number>();
  return Array.from(map.keys()).flatMap((start) => {
    if (seen.has(start)) return [];
    const cycle: number[] = [];
    for (let place = start; !seen.has(place); place = map[place]!) {
      seen.add(place);
      cycle.push(place);
    }
    return [cycle];
  });
}

/** All but the alternating mode. */
function addModes(generator: number[][], cycle: readonly number[]): void {
  const length = cycle.length;
  const modes = Array.from({ length: Math.floor((length - 1) / 2) }, (_, i) => i + 1);
  cycle.forEach((row, i) =>
    cycle.forEach((column, k) => {
      const apart = (2 * Math.PI * (i - k)) / length;
      const sum = modes.reduce((all, mode) => all + mode * Math.sin(mode * apart), 0);
      generator[row]![column]! += ((4 * Math.PI) / length ** 2) * sum;
    }),
  );
}

/** `π (u vᵀ - v uᵀ)`, u and v alternating over a cycle each. */
function addHalfTurn(
  generator: number[][],
  one: readonly number[],
  other: readonly number[],
): void {
  const size = Math.PI / Math.sqrt(one.length * other.length);
  one.forEach((row, i) =>
    other.forEach((column, k) => {
      const entry = (i + k) % 2 === 0 ? size : -size;
      generator[row]![column]! += entry;
      generator[column]![row]! -= entry;
    }),
  );
}
