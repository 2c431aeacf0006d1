import type { PathRecord } from '@isthmus/contract';
import { toNumber } from '../format/format.js';
import type { ShownProof } from '../format/proof-words.js';

/** A part of a path on which the loss is bounded: a leaf, or several that follow each other. */
export interface ProvedPart {
  /** By t of the whole path. */
  readonly from: number;
  readonly to: number;
  /** The loss is at most this from the one to the other; null where no leaf says so, or none that is finite. */
  readonly upper: number | null;
}

/** What a certifier has shown of a path, ready to be drawn. */
export interface SeriesProof extends ShownProof {
  /** They tile the path, in order; empty where nothing was bounded. */
  readonly parts: readonly ProvedPart[];
}

/**
 * What is proved of a path; null where nobody was asked. Records of earlier versions have no leaves.
 *
 * @example
 * const [path] = result.pairs[0].paths;
 * proofOf(path); // null
 */
export function proofOf(path: Partial<Pick<PathRecord, 'certification'>>): SeriesProof | null {
  const { certification = null } = path;
  if (certification === null) return null;
  const { leafBounds, witness } = certification;
  const t = leafBounds?.t ?? [];
  return {
    ...certification,
    witness: witness && { t: toNumber(witness.t), loss: toNumber(witness.loss) },
    parts: (leafBounds?.upper ?? [])
      .map((upper, i) => ({
        from: toNumber(t[i] ?? Number.NaN),
        to: toNumber(t[i + 1] ?? Number.NaN),
        upper: finiteOf(upper),
      }))
      .filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to)),
  };
}

function finiteOf(upper: number | null): number | null {
  const value = upper === null ? Number.NaN : toNumber(upper);
  return Number.isFinite(value) ? value : null;
}

/**
 * What the loss is at most at t: where two parts meet, by the lower of both; null where no part says so.
 *
 * @example
 * const parts = [{ from: 0, to: 0.5, upper: 0.4 }, { from: 0.5, to: 1, upper: 0.3 }];
 * boundAt({ parts }, 0.5); // 0.3
 */
export function boundAt({ parts }: Pick<SeriesProof, 'parts'>, t: number): number | null {
  const bounds = parts.flatMap(({ from, to, upper }) =>
    upper !== null && t >= from && t <= to ? [upper] : [],
  );
  return bounds.length === 0 ? null : Math.min(...bounds);
}

/**
 * Parts joined to at most so many, each of neighbours and with the largest of their bounds.
 *
 * @example
 * const parts = [{ from: 0, to: 0.5, upper: 0.2 }, { from: 0.5, to: 1, upper: 0.3 }];
 * joinedParts(parts, 1); // [{ from: 0, to: 1, upper: 0.3 }]
 */
export function joinedParts(parts: readonly ProvedPart[], most: number): readonly ProvedPart[] {
  const together = Math.max(1, Math.ceil(parts.length / most));
  return Array.from({ length: Math.ceil(parts.length / together) }, (_, i) =>
    parts
      .slice(i * together, (i + 1) * together)
      .reduce((a, b) => ({ from: a.from, to: b.to, upper: largerOf(a.upper, b.upper) })),
  );
}

/** Where one is not known neither is the larger. */
function largerOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

/**
 * The losses that were sampled on a part, its ends among them: the largest.
 *
 * @returns null where none was
 * @example
 * const profile = { t: [0, 0.5, 1], loss: [0.2, 0.4, 0.1] };
 * largestOn({ from: 0, to: 0.5, upper: 0.6 }, profile); // 0.4
 */
export function largestOn(
  { from, to }: ProvedPart,
  { t, loss }: PathRecord['profile'],
): number | null {
  const inside = t.flatMap((at, i) => {
    const place = toNumber(at);
    return place >= from && place <= to ? [toNumber(loss[i] ?? Number.NaN)] : [];
  });
  return inside.length === 0 ? null : inside.reduce((a, b) => Math.max(a, b));
}
