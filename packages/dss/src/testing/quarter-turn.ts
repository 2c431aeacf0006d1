import type { ArcElement, Path } from '@isthmus/core/contract';

/** From (radius, 0) a quarter of a circle to (0, radius), as an arc, and straight on to another point. */
export function quarterTurn(radius: number, end: readonly [number, number]): Path {
  const arc: ArcElement = {
    kind: 'arc',
    factors: [
      {
        kind: 'linear',
        makes: [{ leaf: 'w', axis: 0 }],
        reads: [],
        generator: [
          [0, Math.PI / 2],
          [-Math.PI / 2, 0],
        ],
      },
    ],
  };
  const point = (...w: number[]) => ({ w: { shape: [2], data: Float32Array.from(w) } });
  return {
    vertices: [point(radius, 0), point(0, radius), point(...end)],
    elements: [arc, { kind: 'segment' }],
  };
}
