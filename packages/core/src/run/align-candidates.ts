import { blamed } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/contract/base';
import type { Rng } from '@isthmus/contract/base';
import type {
  AlignedSpace,
  AlignmentProposal,
  AlignmentRecord,
  FrameProposal,
  GroupElement,
  GroupFactor,
  NetworkMeasures,
  NetworkView,
  Symmetry,
} from '@isthmus/contract';
import { conform, mapLeaves, type Params } from '@isthmus/contract/parameters';
import { fingerprint } from './fingerprint.js';

/** What may become of b, and how to make it so. */
export interface AlignCandidate {
  readonly label: string;
  /** b as the element moves it; made anew each time, as many of them would fill the memory. */
  params(): Params;
  /** Which units move. */
  spaces(): AlignmentRecord['spaces'];
}

/** What a symmetry is to be asked about. */
export interface AlignmentQuestion {
  readonly network: NetworkView;
  readonly a: Params;
  readonly b: Params;
  readonly rng: Rng;
  readonly measures: NetworkMeasures;
}

/** Longer labels are cut: they stand in records and on the terminal. */
const LONGEST_LABEL = 80;

/** The label of the candidate that leaves b alone. */
export const IDENTITY = 'identity';

/**
 * The identity, then all that a symmetry proposes.
 *
 * What it is given are copies, and what it gives is checked, so that nothing that it does to its
 * arguments or returns can spoil what it is compared with.
 *
 * @param use the name of the symmetry, for its errors
 * @throws `run/align-failed` naming the symmetry and the phase
 */
export function candidatesOf(
  symmetry: Symmetry,
  use: string,
  { network, a, b, rng, measures }: AlignmentQuestion,
): readonly AlignCandidate[] {
  const inPhase = <T>(phase: string, action: () => T): T => failingAs(use, phase, action);
  const proposals =
    symmetry.candidates === undefined
      ? [
          {
            label: 'align',
            element: inPhase('align', () =>
              symmetry.align(network, copyOf(a), copyOf(b), rng, measures),
            ),
          },
        ]
      : inPhase('candidates', () =>
          checkedProposals(symmetry.candidates!(network, copyOf(a), copyOf(b), rng, measures)),
        );
  return [
    { label: IDENTITY, params: () => b, spaces: () => [] },
    ...proposals.map((proposal) => candidateOf(symmetry, use, network, b, proposal)),
  ];
}

/**
 * What one element makes of b.
 *
 * @throws `run/align-failed` naming the symmetry, where it is made
 */
export function candidateOf(
  symmetry: Symmetry,
  use: string,
  network: NetworkView,
  b: Params,
  { label, element }: AlignmentProposal,
): AlignCandidate {
  const act = () =>
    failingAs(use, 'act', () =>
      copyOf(conform(network.spec, symmetry.act(network, element, copyOf(b)), use)),
    );
  return {
    label: label.slice(0, LONGEST_LABEL),
    params: unchanging(use, act),
    spaces: () => failingAs(use, 'candidates', () => spacesOf(element)),
  };
}

/** What a symmetry is to be asked about several networks. */
export interface FrameQuestion extends Pick<AlignmentQuestion, 'network' | 'rng' | 'measures'> {
  readonly models: readonly Params[];
}

/**
 * The frames that a symmetry proposes for several networks, with an element for each of them.
 *
 * @throws `run/align-failed` naming the symmetry
 */
export function framesOf(
  symmetry: Symmetry,
  use: string,
  { network, models, rng, measures }: FrameQuestion,
): readonly FrameProposal[] {
  return failingAs(use, 'alignAll', () => {
    const frames: unknown = symmetry.alignAll?.(network, models.map(copyOf), rng, measures) ?? [];
    if (!Array.isArray(frames) || !frames.every((frame) => isFrame(frame, models.length)))
      throw new Error(
        `it returned no list of { label, elements } with one element, without shifts of the outputs, for each of ${models.length} networks.`,
      );
    return frames;
  });
}

function isFrame(value: unknown, count: number): value is FrameProposal {
  const { label, elements } = (value ?? {}) as Partial<FrameProposal>;
  const factors = (element: GroupElement) => Object.values(element).flat();
  return (
    typeof label === 'string' &&
    Array.isArray(elements) &&
    elements.length === count &&
    elements.every(
      (element) =>
        typeof element === 'object' &&
        (element as unknown) !== null &&
        factors(element).every(({ kind }) => kind !== 'shift'),
    )
  );
}

const OTHER_WEIGHTS = new Error('it gave other weights for the same element and the same network.');

/** What an action gave once it gives again, or it cannot be what was measured. */
function unchanging(use: string, act: () => Params): () => Params {
  let known: string | null = null;
  return () => {
    const params = act();
    const mark = fingerprint(params);
    if (known !== null && known !== mark) throw failure(use, 'act', OTHER_WEIGHTS);
    known = mark;
    return params;
  };
}

/** A copy, to lend or to keep: what a plugin writes into the other is lost. */
function copyOf(params: Params): Params {
  return mapLeaves(params, ({ data }) => data.slice());
}

function checkedProposals(proposals: unknown): readonly AlignmentProposal[] {
  if (!Array.isArray(proposals) || !proposals.every(isProposal))
    throw new Error('it returned no list of { label, element }.');
  return proposals;
}

function isProposal(value: unknown): value is AlignmentProposal {
  const { label, element } = (value ?? {}) as Partial<AlignmentProposal>;
  return typeof label === 'string' && typeof element === 'object';
}

/**
 * Runs a symmetry's own code.
 *
 * @throws `run/align-failed` naming the symmetry and the phase
 */
function failingAs<T>(use: string, phase: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw failure(use, phase, cause);
  }
}

function failure(use: string, phase: string, cause: unknown): IsthmusError {
  const { message } = blamed(`symmetry "${use}"`, phase, cause);
  return new IsthmusError('run/align-failed', message, { use, phase }, { cause });
}

/** Of every space that is permuted, mixed or shifted. */
function spacesOf(element: GroupElement): AlignmentRecord['spaces'] {
  return Object.entries(element).flatMap(([space, factors]) => {
    const all = factors.flatMap((factor) => changeOf(space, factor));
    const permuted = all.filter(({ also }) => also === undefined);
    const more = all.find(({ also }) => also !== undefined);
    if (more === undefined || permuted.length === 0) return more === undefined ? permuted : [more];
    return permuted.map((each) => ({ ...each, also: more.also! }));
  });
}

function changeOf(space: string, factor: GroupFactor): readonly AlignedSpace[] {
  switch (factor.kind) {
    case 'permutation': {
      const moved = factor.map.filter((from, i) => from !== i).length;
      return [{ space, size: factor.map.length, moved }];
    }
    case 'linear':
      return [{ space, size: Math.sqrt(factor.matrix.length), moved: 0, also: 'mixed' }];
    case 'shift':
      return [{ space, size: factor.weights.length, moved: 0, also: 'shifted' }];
    default:
      return [];
  }
}
