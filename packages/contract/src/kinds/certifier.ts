import type { ParamSpec } from '../parameters/spec.js';
import type { PredictionLoss } from './loss.js';
import type { Objective } from './objective.js';
import type { ElementPlace, Path } from './path-strategy.js';
import type { NetworkView } from './symmetry.js';
import type { Dataset } from './task.js';

/** What losses are of, for a proof: real functions of the numbers that are stored. */
export type ProofSubject =
  | {
      readonly kind: 'network';
      readonly network: NetworkView;
      readonly loss: PredictionLoss;
      /** The evaluation set, or the rows of it that the claim is about. */
      readonly data: Dataset;
      /** Whether targets are classes, so that a sample is right where its largest output is that of its class. */
      readonly classes: boolean;
    }
  | { readonly kind: 'objective'; readonly objective: Objective; readonly spec: ParamSpec };

/** That the loss is at most the level at every point of a path. */
export interface PathClaim {
  readonly subject: ProofSubject;
  readonly path: Path;
  readonly level: number;
  /** Where samples were highest: the loss that is reached there is what the largest is at least. */
  readonly highest: ElementPlace;
}

/** `[k 2^-depth, (k+1) 2^-depth]` of an element's own t, where the loss is at most `most`. */
export type ProofLeaf = readonly [k: number, depth: number, most: number];

/**
 * Why the loss is at most the level along one element. What has no leaves is a claim that whoever reads the
 * certificate holds against the network and the vertices; what a strategy says is `known` of an element is no reason.
 */
export type ElementProof =
  /** Leaves that tile a segment, in order. */
  | { readonly kind: 'leaves'; readonly leaves: readonly ProofLeaf[] }
  /** A segment on which only parameters move that the prediction does not depend on: the loss is that of its vertices. */
  | { readonly kind: 'constant' }
  /** A segment on which the prediction is affine in t, and the loss convex in it: no higher than at its vertices. */
  | { readonly kind: 'convex' }
  /**
   * An arc whose factors cancel at every layer, so that on its curve the loss is that of the vertex before it; the
   * leaves tile the segment that closes it, from its exact end to the vertex after it, by that segment's own t.
   */
  | { readonly kind: 'arc'; readonly closing: readonly ProofLeaf[] };

/** What a proof rests on, for its certificate. */
export interface PathProof {
  readonly elements: readonly ElementProof[];
  readonly assumptions: readonly string[];
  /** The rows of the evaluation set that it is about; null: all. */
  readonly rows: readonly number[] | null;
}

/** What is known of the largest loss of a path, and what it took. */
export interface PathBounds {
  /** A loss that is reached, for certain: at most that at `at`. Null where none is known. */
  readonly lower: number | null;
  readonly at: ElementPlace | null;
  /** At no point of the path is the loss above it; null where nothing is known. */
  readonly upper: number | null;
  /** The largest share of samples that may be classified wrongly at one point; null where that is not known. */
  readonly errorRate: number | null;
  readonly leaves: number;
  /** Passes of bounds over the evaluation set. */
  readonly evaluations: number;
}

/** A certifier's answer about one given path; the driver makes verdict and grade of it. */
export type CertifierOutcome = PathBounds &
  (
    | {
        readonly tag: 'certified';
        /** One for each element of the path. */
        readonly elements: readonly ElementProof[];
        /** What a reader takes for granted, in words. */
        readonly assumptions: readonly string[];
      }
    /** At `at` the loss is at least `lower`, which is above the level. */
    | { readonly tag: 'refuted'; readonly elements?: BoundedElements }
    /** The reason is a sentence's end for a person: what stands in the way, and what may be done. */
    | { readonly tag: 'undecided'; readonly reason: string; readonly elements?: BoundedElements }
  );

/** What was bounded by then, one for each element, with no bound above `upper`; absent where that is not all of the path. */
export type BoundedElements = readonly ElementProof[];

/** A proof under way. */
export interface ProofSearch {
  /** A bounded piece of work, of some milliseconds; null while there is more to do. */
  step(): CertifierOutcome | null;
}

/** Proves or refutes that the loss stays at or below the level for every t of a path. */
export interface Certifier {
  /**
   * Why it can prove nothing of such a subject, such as "layer mine/norm: no bounds"; null where it may. Asked
   * before anything is trained.
   */
  refusal(subject: ProofSubject): string | null;
  /**
   * Which rows of an evaluation set of so many its claims are about, in rising order; null: all. A claim about
   * some rows is none about the loss, and the driver says so. Absent: all.
   */
  rows?(size: number): readonly number[] | null;
  /** Begins a proof; the same claim is answered the same way, however long its steps take. */
  prove(claim: PathClaim): ProofSearch;
}
