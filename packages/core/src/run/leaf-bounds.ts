import type { LeafBounds, ProofLeaf } from '@isthmus/contract';
import { positionOf } from '../path/polyline.js';

/** As many parts as a profile has points at most: more than a chart can show. */
const MOST_PARTS = 512;

/** What is stated of one element; without leaves where its bound needs none. */
interface StatedElement {
  readonly kind: string;
  readonly leaves?: readonly ProofLeaf[];
}

/**
 * The leaves of all elements along the whole path. Of very many, as many as make it few are joined, each
 * time with the largest of their bounds: what is said stays true, and parts lie as close as leaves do.
 */
export function leafBoundsOf(elements: readonly StatedElement[]): LeafBounds {
  const parts = elements.flatMap((element, i) => partsOf(element, i, elements.length));
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

function partsOf({ leaves }: StatedElement, element: number, count: number): readonly Part[] {
  if (leaves === undefined) return [{ end: positionOf(count, { element, t: 1 }), upper: null }];
  return leaves.map(([k, depth, upper]) => ({
    end: positionOf(count, { element, t: (k + 1) * 2 ** -depth }),
    upper,
  }));
}

/** Of parts one of which no leaf bounds, none is known. */
function largest(bounds: readonly (number | null)[]): number | null {
  return bounds.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)));
}
