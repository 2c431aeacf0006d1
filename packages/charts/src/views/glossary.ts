import type { ExperimentResult, PathRecord } from '@isthmus/contract';
import { proofOf } from '../data/proof-data.js';

/** A word and its meaning. */
export type GlossaryTerm = readonly [word: string, meaning: string];

interface Entry {
  readonly term: GlossaryTerm;
  used(result: ExperimentResult, paths: readonly PathRecord[]): boolean;
}

const always = () => true;

const measuresConvexity = (result: ExperimentResult) =>
  result.pairs.some(({ convexity }) => convexity !== null && convexity.outcome !== 'refused');

const ENTRIES: readonly Entry[] = [
  {
    term: [
      'endpoint',
      'One of the two trained networks that a path joins: a at t = 0, b at t = 1.',
    ],
    used: (result) => result.objective === null,
  },
  {
    term: ['endpoint', 'One of the two points that a path joins: a at t = 0, b at t = 1.'],
    used: (result) => result.objective !== null,
  },
  {
    term: ['objective', 'A loss that is a formula of the parameters, without data and network.'],
    used: (result) => result.objective !== null,
  },
  {
    term: ['evaluation set', 'The one fixed set of samples on which every loss here is stated.'],
    used: (result) => result.data !== null,
  },
  {
    term: ['threshold', 'The loss to which endpoints are trained.'],
    used: (result) => result.threshold !== null,
  },
  {
    term: ['level', 'What a path is tested against: it connects if the loss never rises above it.'],
    used: always,
  },
  {
    term: ['t', 'The position along a path; a path of n pieces gives each of them 1/n of t.'],
    used: always,
  },
  {
    term: ['peak', 'The largest loss that was met along a path, and where.'],
    used: always,
  },
  {
    term: [
      'barrier',
      'The peak compared with the endpoints. Above ends: minus the larger of their losses. Above mean: minus the mean of their losses. Above chord: the largest difference from the straight line between their losses.',
    ],
    used: always,
  },
  {
    term: ['bead', 'An interior vertex of a path; the endpoints are not counted.'],
    used: (_, paths) => paths.some((path) => path.beads > 0),
  },
  {
    term: [
      'normalized length',
      'The length of a path divided by the distance of its ends; at least 1.',
    ],
    used: (_, paths) => paths.some((path) => path.normalizedLength !== null),
  },
  {
    term: ['connected', 'A path whose loss stays at or below the level was found.'],
    used: (_, paths) => paths.some((path) => path.verdict === 'connected'),
  },
  {
    term: [
      'not found',
      'The search ended without such a path, for the reason given. This is not evidence that there is none.',
    ],
    used: (_, paths) => paths.some((path) => path.verdict === 'not-found'),
  },
  {
    term: ['disconnected', 'It is proved that no such path exists.'],
    used: (_, paths) => paths.some((path) => path.verdict === 'disconnected'),
  },
  {
    term: [
      'sampled',
      'Holds at the values of t that were evaluated; between them nothing is proved.',
    ],
    used: (_, paths) => paths.some((path) => path.grade === 'sampled'),
  },
  {
    term: [
      'by construction',
      'What moves along an element is not read by anything (constant), or is one layer on which the prediction depends linearly (convex): the loss between its ends follows without samples.',
    ],
    used: (_, paths) => paths.some(({ known }) => known.constant + known.convex > 0),
  },
  {
    term: [
      'free ends',
      'The ends of the path are models of the strategy’s own, not the endpoints: its verdict says nothing of those.',
    ],
    used: (_, paths) => paths.some((path) => path.ends === 'free'),
  },
  {
    term: [
      'lowest found',
      'The level was not given but sought: the smallest at which the strategy found a path, an upper bound on the smallest there is.',
    ],
    used: (_, paths) => paths.some((path) => path.lowest !== null),
  },
  {
    term: [
      'spanning forest',
      'The pairs with the lowest levels that connect as many endpoints as all pairs do; the dendrogram is its merge tree.',
    ],
    used: (result) => result.graph !== null,
  },
  {
    term: [
      'convex',
      'Below every chord: between any two points the loss is at most the mean of its values there, weighted by nearness. One chord that runs below the loss proves that it is not convex; no number of others proves that it is.',
    ],
    used: measuresConvexity,
  },
  {
    term: [
      'Hessian',
      'The second derivatives of the loss. Its eigenvalues say how the loss bends: above 0 up, below 0 down.',
    ],
    used: measuresConvexity,
  },
  {
    term: [
      'certified',
      'Proved: of a path for every t and not only at samples, by bounds on leaves, parts that tile it, or by what moves on an element; of two disconnected networks for every path.',
    ],
    used: (_, paths) => paths.some((path) => path.grade === 'certified'),
  },
  {
    term: [
      'leaf',
      'A part of a path on which a proof bounds the loss by one number; leaves follow each other without a gap.',
    ],
    used: (_, paths) => paths.some((path) => (proofOf(path)?.leaves ?? 0) > 0),
  },
  {
    term: [
      'refuted',
      'A point of the path was found at which the loss is above the level for certain, whatever the samples said.',
    ],
    used: (_, paths) => paths.some((path) => proofOf(path)?.outcome === 'refuted'),
  },
  {
    term: [
      'proof undecided',
      'Neither was the level proved nor a point found above it; what stands beside it says what stood in the way. The grade stays sampled.',
    ],
    used: (_, paths) => paths.some((path) => proofOf(path)?.outcome === 'undecided'),
  },
  {
    term: [
      'on some rows',
      'A claim about the mean loss over some rows of the evaluation set. It says nothing about the loss, which is the mean over all, and gives no grade.',
    ],
    used: (_, paths) => paths.some((path) => (proofOf(path)?.rows ?? null) !== null),
  },
  {
    term: [
      'Γ',
      'The lowest level at which the two are connected. Proved from below, it is a loss that every path between them reaches.',
    ],
    used: (_, paths) => paths.some(({ gamma, separation }) => Boolean(gamma ?? separation)),
  },
  {
    term: [
      'align',
      'To replace b by a network that computes the same function, with its units permuted or rescaled so that it lies closer to a.',
    ],
    used: (result) => result.pairs.some((pair) => pair.alignment !== null),
  },
];

/** The words that a report on this run uses, with their meaning. */
export function glossary(result: ExperimentResult): readonly GlossaryTerm[] {
  const paths = result.pairs.flatMap((pair) => pair.paths);
  return ENTRIES.filter((entry) => entry.used(result, paths)).map((entry) => entry.term);
}
