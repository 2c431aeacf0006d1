import type { ArcElement } from '@isthmus/contract';

/** The arc that turns the two entries of a leaf `w` by an angle in radians, from the first to the second. */
export function turnBy(angle: number): ArcElement {
  return {
    kind: 'arc',
    factors: [
      {
        kind: 'linear',
        makes: [{ leaf: 'w', axis: 0 }],
        reads: [],
        generator: [
          [0, angle],
          [-angle, 0],
        ],
      },
    ],
  };
}
