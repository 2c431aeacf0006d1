import type { KnownElements, PathElement, Profile } from '@isthmus/contract';
import { ARC_PART } from './element.js';

/** Sampled losses may contradict a claim by this part of the largest on the element, and by `ABSOLUTE`. */
const RELATIVE = 1e-6;
const ABSOLUTE = 1e-12;

/**
 * Counts the elements of which something is known by their construction, and holds what is claimed of
 * them against their samples: a claim that samples contradict counts for nothing.
 *
 * @param samples of each element, over its own t in [0, 1]
 * @param convexLoss whether the loss is convex in the prediction, without which no element is convex
 * @example
 * const elements = [{ kind: 'segment', known: 'constant' }, { kind: 'segment' }] as const;
 * const flat = { t: [0, 0.5, 1], loss: [1, 1, 1] };
 * knownElements(elements, [flat, flat], true);
 * // { elements: 2, constant: 1, convex: 0, contradicted: 0 }
 */
export function knownElements(
  elements: readonly PathElement[],
  samples: readonly Profile[],
  convexLoss: boolean,
): KnownElements {
  const claims = elements.map(({ known }) =>
    known === 'convex' && !convexLoss ? undefined : known,
  );
  const upheld = claims.map((claim, i) => {
    if (claim === undefined) return null;
    const holds = claim === 'constant' ? isConstant : isConvex;
    return holds(samples[i]!, elements[i]!) ? claim : 'contradicted';
  });
  const count = (what: string) => upheld.filter((claim) => claim === what).length;
  return {
    elements: elements.length,
    constant: count('constant'),
    convex: count('convex'),
    contradicted: count('contradicted'),
  };
}

function roomOf(loss: readonly number[]): number {
  return RELATIVE * loss.reduce((most, value) => Math.max(most, Math.abs(value)), 0) + ABSOLUTE;
}

/** The segment that closes an arc is covered by no claim. */
function isConstant({ t, loss }: Profile, { kind }: PathElement): boolean {
  const covered = kind === 'arc' ? loss.filter((_, i) => t[i]! <= ARC_PART) : loss;
  const least = covered.reduce((a, b) => Math.min(a, b), Infinity);
  const most = covered.reduce((a, b) => Math.max(a, b), -Infinity);
  return most - least <= roomOf(covered);
}

/** Nowhere above the line between its ends. */
function isConvex({ t, loss }: Profile): boolean {
  const [a, b] = [loss[0]!, loss.at(-1)!];
  const room = roomOf(loss);
  return loss.every((value, i) => value <= (1 - t[i]!) * a + t[i]! * b + room);
}
