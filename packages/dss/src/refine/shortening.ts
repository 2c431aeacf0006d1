import { lengthOf, sameBits } from '@isthmus/core';
import type { Path, PathStrategy } from '@isthmus/core/contract';
import { beginShortening, shortenStep, type Shortening } from './shorten.js';

/** A search and, once it has found a path, the shortening of that; plain data. */
export interface ShorteningState<S> {
  readonly inner: S;
  /** Null until a path is found. */
  readonly shortening: Shortening | null;
}

/**
 * Makes strategies that shorten the path they find where their option `shorten` is set; else they are
 * the given ones. The search itself is the same step by step, with the same random numbers. A path is
 * connected while it is being shortened, so a budget that ends there takes no verdict away.
 *
 * The record's `details` then have `shortened`: beads and length before, and the passes made.
 */
export function shortening<O, S>(
  create: (options: O) => PathStrategy<S>,
): (options: O & { readonly shorten: boolean }) => PathStrategy<unknown> {
  return (options) => (options.shorten ? thatShortens(create(options)) : create(options));
}

function thatShortens<S>({
  refuted,
  ...search
}: PathStrategy<S>): PathStrategy<ShorteningState<S>> {
  return {
    ...search,
    ...(refuted && { refuted: goingOn(search, refuted) }),
    init: (problem, rng) => ({ inner: search.init(problem, rng), shortening: null }),
    step(problem, { inner, shortening }, rng) {
      if (shortening !== null) return { inner, shortening: shortenStep(shortening, problem) };
      const { tag } = search.status(inner);
      if (tag === 'running') return { inner: search.step(problem, inner, rng), shortening };
      return {
        inner,
        shortening: tag === 'connected' ? beginShortening(search.path(inner)) : null,
      };
    },
    status({ inner, shortening }) {
      const status = search.status(inner);
      return status.tag === 'connected' && !shortening?.done ? { tag: 'running' } : status;
    },
    path: ({ inner, shortening }) => shortening?.path ?? search.path(inner),
    live: ({ inner, shortening }) => shortening?.path ?? search.live?.(inner) ?? search.path(inner),
    separator: ({ inner }) => search.separator?.(inner) ?? null,
    details: ({ inner, shortening }) => ({
      ...search.details?.(inner),
      shortened: shortening === null ? null : told(search.path(inner), shortening),
    }),
  };
}

/** What is refuted of a shortened path is first given up: the search's own path may hold. */
function goingOn<S>(
  search: Pick<PathStrategy<S>, 'path'>,
  refuted: NonNullable<PathStrategy<S>['refuted']>,
): NonNullable<PathStrategy<ShorteningState<S>>['refuted']> {
  return (problem, { inner, shortening }, witness, rng) => {
    const own = search.path(inner);
    if (shortening !== null && !isSame(shortening.path, own))
      return { inner, shortening: { ...beginShortening(own), done: true } };
    return { inner: refuted(problem, inner, witness, rng), shortening: null };
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
