import { doubleWell } from '../builtin/objectives/double-well.js';
import { reluToy } from '../builtin/objectives/relu-toy.js';
import { ring } from '../builtin/objectives/ring.js';
import { createMomentum } from '@isthmus/engine/internal';
import type { Problem } from '@isthmus/contract';
import { analyticProblem } from '../landscapes/analytic.js';
import { hiddenRidge } from '../landscapes/hidden-ridge.js';
import type { ChosenCertifier } from '../run/certify-path.js';
import { affineProofs } from './proofs.js';
import { quadraticBowl, signFlip, undefinedBetween } from '../landscapes/landscapes.js';

/** A problem whose answer is known. */
export interface KnownProblem {
  readonly name: string;
  /** A new copy, as a strategy under test may spoil its arguments. */
  create(): Problem;
  /**
   * `line`: the straight line stays at or below the level; `path`: some path does; `none`: no path
   * does; `undefined`: the loss is NaN on the way, so nothing may be claimed.
   */
  readonly answer: 'line' | 'path' | 'none' | 'undefined';
  /** Who proves paths of it; absent: it is no problem for strategies that ask for proofs. */
  proofs?(): ChosenCertifier;
}

const narrow = { place: 0.3743, width: 1e-4 };

/** Problems whose samples let everything pass, for strategies that ask for proofs. */
export const HIDDEN_PROBLEMS: readonly KnownProblem[] = [
  {
    name: 'a wall that no grid meets',
    create: () => analyticProblem(hiddenRidge(narrow), { a: [0, 0], b: [1, 0], level: 0.5 }),
    answer: 'none',
    proofs: () => affineProofs(hiddenRidge(narrow)),
  },
  {
    name: 'a ridge that no grid meets',
    create: () =>
      analyticProblem(hiddenRidge({ ...narrow, endsAbove: 0 }), {
        a: [0, 0],
        b: [1, 0],
        level: 0.5,
      }),
    answer: 'path',
    proofs: () => affineProofs(hiddenRidge({ ...narrow, endsAbove: 0 })),
  },
];

/** Problems for any path strategy, from a convex bowl to a level that no path keeps. */
export const KNOWN_PROBLEMS: readonly KnownProblem[] = [
  {
    name: 'a quadratic bowl',
    create: () => analyticProblem(quadraticBowl(), { a: [-1, 1], b: [2, 0.5], level: 5.5 }),
    answer: 'line',
  },
  {
    name: 'equal ends',
    create: () => analyticProblem(quadraticBowl(), { a: [-1, 1], b: [-1, 1], level: 5.5 }),
    answer: 'line',
  },
  {
    name: 'two wells, the level above their saddle',
    create: () => analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 1.0625 }),
    answer: 'line',
    proofs: () => affineProofs(doubleWell()),
  },
  {
    name: 'two wells, the level below their saddle',
    create: () => analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 }),
    answer: 'none',
    proofs: () => affineProofs(doubleWell()),
  },
  {
    // Momentum, so that states hold an optimizer's arrays.
    name: 'opposite points of a ring-shaped valley',
    create: () =>
      analyticProblem(ring(), {
        a: [-1, 0],
        b: [1, 0],
        level: 0.25,
        optimizer: createMomentum({ learningRate: 0.01, momentum: 0.9 }),
      }),
    answer: 'path',
    proofs: () => affineProofs(ring()),
  },
  {
    name: '(w1 w2 - 1)² between optima of opposite signs, the level below that of the origin',
    create: () => analyticProblem(signFlip(), { a: [1, 1], b: [-1, -1], level: 0.9375 }),
    answer: 'none',
  },
  {
    name: 'two ReLU units exchanged, the level below 1/2',
    create: () =>
      analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level: 0.4375 }),
    answer: 'none',
    proofs: () => affineProofs(reluToy(2)),
  },
  {
    name: 'an end above the level',
    create: () => analyticProblem(quadraticBowl(), { a: [0, 0], b: [2, 0.5], level: 4 }),
    answer: 'none',
  },
  {
    name: 'a loss that is NaN on the way',
    create: () => analyticProblem(undefinedBetween(), { a: [-0.25, 0], b: [0.25, 0], level: 1 }),
    answer: 'undefined',
  },
];
