import type { Part } from './form.js';

/** What the loss is on a part of an element. */
export interface PartBounds {
  /** Nowhere on the part is the loss above it. */
  readonly most: number;
  /** Of a single t: the loss is not below it; of a part -Infinity. */
  readonly least: number;
  /** Samples that may be classified wrongly somewhere on the part; null where that is not known. */
  readonly errors: number | null;
}

/** Bounds the loss on parts of a path's elements, piece by piece: every `yield` is a place to pause. */
export interface Bounder {
  bound(element: number, part: Part): Generator<void, PartBounds>;
  /** How many samples errors are counted of; 0 without. */
  readonly samples: number;
}
