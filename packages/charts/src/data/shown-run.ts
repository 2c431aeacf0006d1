import type {
  AlignmentRecord,
  AnalysisRecord,
  ConvexityRecord,
  EndpointRecord,
  ExperimentResult,
  FailedPath,
  GraphRecord,
  PairName,
  PairRecord,
  PathRecord,
  RunEvent,
} from '@isthmus/contract';
import { wasMoved } from './series.js';

type EndpointProgress = Extract<RunEvent, { readonly type: 'endpoint/progress' }>;
type PathProgress = Extract<RunEvent, { readonly type: 'path/progress' }>;

/** One endpoint: the latest snapshot of its training, or its record. */
export type ShownEndpoint =
  | { readonly tag: 'running'; readonly progress: EndpointProgress }
  | { readonly tag: 'finished'; readonly record: EndpointRecord };

/** One path: the latest snapshot of its search, or its record. */
export type ShownPath =
  | { readonly tag: 'running'; readonly progress: PathProgress }
  | { readonly tag: 'finished'; readonly record: PathRecord };

/** What is known of two endpoints. */
export interface ShownPair {
  readonly pair: PairName;
  readonly alignment: AlignmentRecord | null;
  /** Null until it is measured, and where it is not asked for. */
  readonly convexity: ConvexityRecord | null;
  /** Between the endpoints before any alignment; null until the run has ended. */
  readonly distance: number | null;
  /** By their place in the experiment. */
  readonly paths: Readonly<Record<number, ShownPath>>;
  /** Strategies that failed; known when the run has ended. */
  readonly failed: readonly FailedPath[];
}

/** What is known of a run at some moment, under way or ended: all that its page shows. */
export interface ShownRun {
  readonly name: string;
  readonly threshold: number | null;
  /** The loss's unit; empty until it is known. */
  readonly unit: string;
  /** The ids of the endpoints, as the experiment has them. */
  readonly order: readonly string[];
  readonly endpoints: Readonly<Record<string, ShownEndpoint>>;
  /** By `pairKey`. */
  readonly pairs: Readonly<Record<string, ShownPair>>;
  /** The levels between many endpoints; null until they are known, or where there are but two. */
  readonly graph: GraphRecord | null;
  /** What analyses have found so far. */
  readonly analyses: readonly AnalysisRecord[];
  /** The whole record; null until the run has ended. */
  readonly result: ExperimentResult | null;
}

/**
 * The name of a pair among those of a run.
 *
 * @example
 * pairKey(['a', 'b']); // 'a – b'
 */
export function pairKey(pair: PairName): string {
  return pair.join(' – ');
}

/**
 * A run that has ended, as its page shows it.
 *
 * @example
 * Object.keys(recordedRun(result).pairs); // ['a – b']
 */
export function recordedRun(result: ExperimentResult): ShownRun {
  const { name, threshold, loss, endpoints, pairs, graph, analyses = [] } = result;
  return {
    ...{ name, threshold, graph, analyses, result },
    unit: loss.unit,
    order: endpoints.map(({ id }) => id),
    endpoints: Object.fromEntries(
      endpoints.map((record) => [record.id, { tag: 'finished', record }] as const),
    ),
    pairs: Object.fromEntries(pairs.map((pair) => [pairKey([pair.a, pair.b]), recordedPair(pair)])),
  };
}

function recordedPair(record: PairRecord): ShownPair {
  const { a, b, alignment, convexity, distance, paths, failed = [] } = record;
  return {
    pair: [a, b],
    ...{ alignment, convexity, distance, failed },
    paths: paths.map((path) => ({ tag: 'finished', record: path })),
  };
}

/**
 * The paths of a pair, in the order of the experiment.
 *
 * @example
 * const [pair] = Object.values(recordedRun(result).pairs);
 * pathsInOrder(pair).length; // 2
 */
export function pathsInOrder({ paths }: Pick<ShownPair, 'paths'>): readonly ShownPath[] {
  return Object.entries(paths)
    .sort(([i], [j]) => Number(i) - Number(j))
    .map(([, path]) => path);
}

/** What each part of a page shows, by the name of the part. */
export type PageParts = Readonly<Record<string, readonly unknown[]>>;

/** How often a run had changed when each of its parts last did. */
export type PartRevisions = Readonly<Record<string, number>>;

/**
 * What each part of the page of a run shows. Values of a part are compared by identity: what is kept up to
 * date by events is never changed in place.
 *
 * @example
 * Object.keys(partsOfRun(recordedRun(result))); // ['record', 'graph', 'analyses', 'endpoints', 'pair a – b']
 */
export function partsOfRun(run: ShownRun): PageParts {
  const { unit, threshold, order, endpoints, pairs, graph, analyses, result } = run;
  const isEnded = result !== null;
  const isOneOfSeveral = Object.keys(pairs).length > 1;
  const ofPairs = Object.entries(pairs).map(
    ([key, pair]) => [pairPart(key), [pair, unit, isOneOfSeveral, isEnded]] as const,
  );
  return {
    record: [result],
    graph: [graph, unit, threshold, Object.values(pairs).some(wasMoved)],
    analyses: [analyses],
    endpoints: [endpoints, order, unit, threshold, isEnded],
    ...Object.fromEntries(ofPairs),
  };
}

/**
 * The revisions of parts after a change.
 *
 * @param revision how often the run has changed by now
 * @example
 * const before = partsOfRun(recordedRun(result));
 * const held = revisedParts({}, {}, before, 1); // { record: 1, graph: 1, analyses: 1, endpoints: 1, 'pair a – b': 1 }
 * revisedParts(held, before, { ...before, record: [null] }, 2).record; // 2
 */
export function revisedParts(
  held: PartRevisions,
  before: PageParts,
  after: PageParts,
  revision: number,
): PartRevisions {
  return Object.fromEntries(
    Object.entries(after).map(([part, content]) => {
      return [part, isSame(before[part], content) ? (held[part] ?? revision) : revision];
    }),
  );
}

function isSame(before: PageParts[string] | undefined, after: PageParts[string]): boolean {
  return before?.length === after.length && before.every((value, i) => value === after[i]);
}

/**
 * The part of a run that a pair is, by its key.
 *
 * @example
 * pairPart('a – b'); // 'pair a – b'
 */
export function pairPart(key: string): string {
  return `pair ${key}`;
}
