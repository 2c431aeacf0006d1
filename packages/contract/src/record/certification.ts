import type { ElementPlace } from '../kinds/path-strategy.js';
import type { PluginName } from '../kinds/ref.js';

/** What a certifier has shown of a path: of every point of it, not of samples. */
export interface CertificationRecord {
  readonly use: PluginName;
  readonly options: Readonly<Record<string, unknown>>;
  readonly outcome: 'certified' | 'refuted' | 'undecided';
  /** What was to be proved: that the loss is nowhere above it. */
  readonly level: number;
  /** The largest loss of the path is at least this; null where nothing is known. */
  readonly lower: number | null;
  /** Where it is reached: an element, and its own t. */
  readonly where: ElementPlace | null;
  /** The largest loss of the path is at most this; null where nothing is known. */
  readonly upper: number | null;
  /** The share of samples that may be classified wrongly is nowhere above it; null where nothing is known. */
  readonly errorRate: number | null;
  /** How many rows of the evaluation set it is about; null: all, or none where there are no data. */
  readonly rows: number | null;
  /** How many rows the evaluation set has, where `rows` is a number; absent in older records. */
  readonly rowsOf?: number | null;
  /** Parts of the path that are bounded by themselves; none of elements that are certified by conditions. */
  readonly leaves: number;
  /** The leaves along the path; null where nothing was bounded, absent in older records. */
  readonly leafBounds?: LeafBounds | null;
  /** Passes of bounds over the evaluation set, of all proofs of this path's search together, those of segments too. */
  readonly evaluations: number;
  /** How often the search went on from a point that was found above the level. */
  readonly refutations: number;
  /** A point that is above the level for certain, by t of the whole path; null where none was found. */
  readonly witness: { readonly t: number; readonly loss: number } | null;
  /** Why it is undecided; null beside the other outcomes. */
  readonly reason: string | null;
  /** Wall-clock time; left out of the promise of equal results. */
  readonly seconds: number;
}

/**
 * Bounds of the loss on parts that tile a path, in order: on `[t[i], t[i + 1]]` it is at most `upper[i]`. A part is a
 * leaf, or of very many leaves several that follow each other, with the largest of their bounds.
 */
export interface LeafBounds {
  /** By t of the whole path, from 0 to 1; one more than there are parts. */
  readonly t: readonly number[];
  /** Null where no leaf bounds a part, but what its element is made of. */
  readonly upper: readonly (number | null)[];
}
