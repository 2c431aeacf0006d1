import type { PluginName } from '../kinds/ref.js';
import type { Grade } from './verdict.js';

/**
 * The levels at which many endpoints are known to be connected. All of them are upper bounds, so the
 * components are too: there are at most as many that meet the endpoints, and there may be fewer. Where
 * endpoints were aligned it is about them up to their symmetries.
 */
export interface GraphRecord {
  readonly nodes: readonly { readonly id: string; readonly loss: number }[];
  /** One for every pair of the experiment. */
  readonly edges: readonly GraphEdge[];
  /** From the lowest level up: a dendrogram. Fewer than endpoints − 1 where some are not connected. */
  readonly merges: readonly GraphMerge[];
  /** How many components there are from each level up to the next; endpoints count from their own loss. */
  readonly counts: readonly { readonly level: number; readonly components: number }[];
  /** The components at the threshold, of the endpoints at or below it; null without a threshold. */
  readonly atThreshold: readonly (readonly string[])[] | null;
}

/** Two endpoints and the lowest level at which they are known to be connected. */
export interface GraphEdge {
  readonly a: string;
  readonly b: string;
  /** The lowest peak of a path of their own, whatever its verdict; null where there is none. */
  readonly level: number | null;
  /** How that is known; null without a level. */
  readonly grade: Grade | null;
  /** Whose path it is; null without a level. */
  readonly strategy: PluginName | null;
  /** By way of other endpoints too, so never more than `level`: these levels are an ultrametric. */
  readonly through: number | null;
  /** Whether it is part of the minimum spanning forest. */
  readonly forest: boolean;
}

/** Two components that become one. */
export interface GraphMerge {
  readonly level: number;
  /** Endpoints are counted from 0 in the order of `nodes`; merge k makes component `nodes.length + k`. */
  readonly joined: readonly [number, number];
  /** The level minus the birth of the younger component, whose lowest endpoint has the larger loss. */
  readonly persistence: number;
}
