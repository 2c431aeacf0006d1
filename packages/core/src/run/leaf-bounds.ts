import type { ElementProof, LeafBounds } from '@isthmus/contract';
import { ARC_PART } from '../path/element.js';
import { positionOf } from '../path/polyline.js';

/** As many parts as a profile has points at most: more than a chart can show. */
const MOST_PARTS = 512;

/**
 * The leaves of all elements along the whole path. Of very many, as many as make it few are joined, each
 * time with the largest of their bounds: what is said stays true, and parts lie as close as leaves do.
 */
export function leafBoundsOf(elements: readonly ElementProof[]): LeafBounds {
  return fewer(elements.flatMap((element, i) => partsOf(element, i, elements.length)));
}

function fewer(parts: readonly Part[]): LeafBounds {
  const together = Math.max(1, Math.ceil(parts.length / MOST_PARTS));
  const joined = Array.from({ length: Math.ceil(parts.length / together) }, (_, i) =>
    parts.slice(i * together, (i + 1) * together),
  );
  return {
    t: [0, ...joined.map((some) => some.at(-1)!.end)],
    upper: joined.map((some) => largest(some.map(({ upper }) => upper))),
  };
}

interface Part {
  readonly end: number;
  readonly upper: number | null;
}

/** No leaf bounds what holds by a condition, nor the curve of an arc; the leaves of an arc lie behind it. */
function partsOf(proof: ElementProof, element: number, count: number): readonly Part[] {
  const partTo = (t: number, upper: number | null): Part => ({
    end: positionOf(count, { element, t }),
    upper,
  });
  switch (proof.kind) {
    case 'leaves':
      return proof.leaves.map(([k, depth, upper]) => partTo((k + 1) * 2 ** -depth, upper));
    case 'arc':
      return [
        partTo(ARC_PART, null),
        ...proof.closing.map(([k, depth, upper]) =>
          partTo(ARC_PART + (1 - ARC_PART) * ((k + 1) * 2 ** -depth), upper),
        ),
      ];
    case 'constant':
    case 'convex':
      return [partTo(1, null)];
  }
}

/** Those of several elements, each bounded as a path by itself, along the path that they make up; null unless all are known. */
export function joinedLeafBounds(parts: readonly (LeafBounds | null)[]): LeafBounds | null {
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length) return null;
  return fewer(
    known.flatMap(({ t, upper }, element) =>
      upper.map((most, i) => ({
        end: positionOf(parts.length, { element, t: t[i + 1]! }),
        upper: most,
      })),
    ),
  );
}

/** Of parts one of which no leaf bounds, none is known. */
function largest(bounds: readonly (number | null)[]): number | null {
  return bounds.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)));
}
