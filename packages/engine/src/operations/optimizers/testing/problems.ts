import { mapLeaves, type Params } from '@isthmus/contract/parameters';

/** A loss with its gradient, in float64 up to the rounding of the gradient, and its minimum 0. */
export interface Problem {
  readonly name: string;
  readonly start: Params;
  value(params: Params): number;
  gradient(params: Params): Params;
}

/** Leaves of the given data, shaped as vectors. */
export function vectors(data: Readonly<Record<string, readonly number[]>>): Params {
  return Object.fromEntries(
    Object.entries(data).map(([name, numbers]) => [
      name,
      { shape: [numbers.length], data: Float32Array.from(numbers) },
    ]),
  );
}

/** `1/2 sum_i curvature_i x_i^2` over all entries, the curvatures going round. */
function quadratic(name: string, start: Params, curvatures: readonly number[]): Problem {
  const curvature = (i: number) => curvatures[i % curvatures.length]!;
  return {
    name,
    start,
    value: (params) =>
      Object.values(params)
        .flatMap((leaf) => Array.from(leaf.data, (x, i) => 0.5 * curvature(i) * x * x))
        .reduce((a, b) => a + b, 0),
    gradient: (params) => mapLeaves(params, (leaf) => leaf.data.map((x, i) => curvature(i) * x)),
  };
}

/** `(1 - x)^2 + 100 (y - x^2)^2`, from the usual start. */
const rosenbrock: Problem = {
  name: 'Rosenbrock',
  start: vectors({ p: [-1.2, 1] }),
  value(params) {
    const [x, y] = params['p']!.data as unknown as [number, number];
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
  },
  gradient(params) {
    const [x, y] = params['p']!.data as unknown as [number, number];
    const inner = y - x * x;
    return vectors({ p: [-2 * (1 - x) - 400 * x * inner, 200 * inner] });
  },
};

/** Leaves of rank 0 to 3, one of them the scalar shape `[]`. */
const mixedShapes: Params = {
  scalar: { shape: [], data: Float32Array.of(1.5) },
  vector: { shape: [3], data: Float32Array.of(-1, 0.5, 2) },
  matrix: { shape: [2, 2], data: Float32Array.of(1, -1, 0.25, -2) },
  cube: { shape: [1, 2, 2], data: Float32Array.of(0.1, -0.2, 0.3, -0.4) },
};

/** The problems that every optimizer is tried on. */
export const problems: readonly Problem[] = [
  quadratic('quadratic bowl', vectors({ p: [1, -2, 0.5] }), [1]),
  quadratic('quadratic of condition 100', vectors({ p: [1, 1] }), [0.1, 10]),
  rosenbrock,
  quadratic('mixed shapes', mixedShapes, [1, 0.5]),
];
