import { endsOfElement, lengthOf, sameBits } from '@isthmus/core';
import type {
  ElementPlace,
  Path,
  PathStrategy,
  Problem,
  Reason,
  Rng,
  Status,
} from '@isthmus/core/contract';
import { beginShortening, shortenStep, SHORTENING, type Shortening } from './shorten.js';
import { segmentProof } from './segment-proof.js';
import type { EdgeGrade } from './shorten-option.js';

/** A search and, once it has found a path, the proof and the shortening of that; plain data. */
export interface ShorteningState<S> {
  readonly inner: S;
  /** Elements of the path that was found, from the first on, that are proved; 0 where none is to be. */
  readonly proved: number;
  /** Why the path that was found does not count; null while it does. */
  readonly unproven: Reason | null;
  /** Null until a path is found, and proved where it is to be. */
  readonly shortening: Shortening | null;
}

/** What becomes of a path once it is found. */
export interface FinishOptions {
  readonly shorten: boolean;
  readonly edges: EdgeGrade;
}

/**
 * Makes strategies that shorten the path they find where their option `shorten` is set, and prove every edge of it
 * where `edges` is `certified`; else they are the given ones. The search itself is the same step by step, with the
 * same random numbers, unless it asks for proofs too. A path is connected while it is being shortened, so a budget
 * that ends there takes no verdict away.
 *
 * A path with an edge that is refuted is searched on from there by strategies that can; of others, and where an
 * edge stays undecided, nothing is found: `refuted`, `undecided`. Of an arc no proof is sought here.
 *
 * The record's `details` then have `shortened`: beads and length before, and the passes made.
 */
export function shortening<O, S>(
  create: (options: O) => PathStrategy<S>,
): (options: O & FinishOptions) => PathStrategy<unknown> {
  return (options) =>
    options.shorten || options.edges === 'certified'
      ? finishing(create(options), options)
      : create(options);
}

/** The strategy, with what comes after a path is found. */
export function finishing<S>(
  { refuted, ...search }: PathStrategy<S>,
  options: FinishOptions,
): PathStrategy<ShorteningState<S>> {
  const goesOn = refuted && goingOn(search, refuted);
  const needsProofs = options.edges === 'certified';
  return {
    ...search,
    ...(needsProofs && { needsProofs }),
    ...(goesOn && { refuted: goesOn }),
    init: (problem, rng) => begun(search.init(problem, rng)),
    step(problem, state, rng) {
      const { inner, shortening } = state;
      if (shortening !== null) return { ...state, shortening: shortened(problem, shortening) };
      const { tag } = search.status(inner);
      if (tag === 'running') return begun(search.step(problem, inner, rng));
      if (tag !== 'connected' || state.unproven !== null) return state;
      if (needsProofs && !isProved(state)) return proved(problem, state, rng);
      return options.shorten
        ? { ...state, shortening: beginShortening(search.path(inner)) }
        : state;
    },
    status(state) {
      const status = search.status(state.inner);
      return status.tag === 'connected' ? statusOf(state) : status;
    },
    path: ({ inner, shortening }) => shortening?.path ?? search.path(inner),
    live: ({ inner, shortening }) => shortening?.path ?? search.live?.(inner) ?? search.path(inner),
    separator: ({ inner }) => search.separator?.(inner) ?? null,
    details: (state) => detailsOf(state),
  };

  function shortened(problem: Problem, shortening: Shortening): Shortening {
    return shortenStep(shortening, problem, { ...SHORTENING, edges: options.edges });
  }

  function isProved({ inner, proved }: ShorteningState<S>): boolean {
    return proved >= search.path(inner).elements.length;
  }

  /** Asks about one more element of the path that was found. */
  function proved(problem: Problem, state: ShorteningState<S>, rng: Rng): ShorteningState<S> {
    const path = search.path(state.inner);
    const element = state.proved;
    const next = { ...state, proved: element + 1 };
    if (path.elements[element]!.kind !== 'segment') return next;
    const proof = segmentProof(problem, endsOfElement(path, element), 0.5);
    if (proof?.tag === 'certified') return next;
    if (proof?.tag !== 'refuted' || goesOn === undefined)
      return { ...state, unproven: proof?.tag ?? 'undecided' };
    return goesOn(problem, state, { element, t: proof.t }, rng);
  }

  function statusOf(state: ShorteningState<S>): Status {
    if (state.unproven !== null) return { tag: 'not-found', reason: state.unproven };
    const isOver = options.shorten ? state.shortening?.done === true : isProved(state);
    return { tag: isOver ? 'connected' : 'running' };
  }

  function detailsOf({ inner, shortening }: ShorteningState<S>) {
    const own = search.details?.(inner) ?? null;
    if (!options.shorten) return own;
    return { ...own, shortened: shortening === null ? null : told(search.path(inner), shortening) };
  }
}

/** A search that has found nothing yet. */
function begun<S>(inner: S): ShorteningState<S> {
  return { inner, proved: 0, unproven: null, shortening: null };
}

type GoingOn<S> = (problem: Problem, state: S, witness: ElementPlace, rng: Rng) => S;

/** What is refuted of a shortened path is first given up: the search's own path may hold. */
function goingOn<S>(
  search: Pick<PathStrategy<S>, 'path'>,
  refuted: GoingOn<S>,
): GoingOn<ShorteningState<S>> {
  return (problem, state, witness, rng) => {
    const { inner, shortening } = state;
    const own = search.path(inner);
    if (shortening !== null && !isSame(shortening.path, own))
      return { ...state, shortening: { ...beginShortening(own), done: true } };
    return begun(refuted(problem, inner, witness, rng));
  };
}

function isSame({ vertices }: Path, other: Path): boolean {
  return (
    vertices.length === other.vertices.length &&
    vertices.every((vertex, i) => sameBits(vertex, other.vertices[i]!))
  );
}

function told(before: Path, { rounds }: Shortening) {
  return {
    beadsBefore: before.vertices.length - 2,
    lengthBefore: lengthOf(before),
    passes: rounds,
  };
}
