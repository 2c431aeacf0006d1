import { findPeak, lossesOn, peakSearchOf, tiedAxes, type UnitSpace } from '@isthmus/core';
import {
  define,
  type NetworkView,
  type Path,
  type PathStrategy,
  type Problem,
  type Reason,
  type Rng,
  type Status,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { permutationPath, type MovedSpace } from './permutation-path.js';
import { copySearch } from './permuted-copy.js';

const options = z.strictObject({
  maxSweeps: z
    .int()
    .positive()
    .default(100)
    .describe('Rounds of weight matching over all spaces, at most, from one start.'),
  restarts: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Further starts of weight matching, from random permutations.'),
  maxVertices: z
    .int()
    .min(2)
    .default(2000)
    .describe('Vertices of the path at most; a unit moves in two segments.'),
});

type Options = z.output<typeof options>;

/** A path, and how far it was looked at. */
interface FreeUnitState {
  readonly status: Status;
  readonly path: Path;
  /** Elements that were found to stay at or below the level. */
  readonly checked: number;
  /** The spaces whose units moved; empty where the path is the straight line. */
  readonly spaces: readonly MovedSpace[];
  /** Why the path is the straight line, and what ends the search where that is too high. */
  readonly inapplicable: { readonly reason: Reason; readonly why: string } | null;
}

/** Carries a network to a permuted copy of itself by a unit that nothing reads. */
export const freeUnit = define({
  kind: 'pathStrategy',
  name: 'symmetry/free-unit',
  summary:
    'Joins a network and a permuted copy of it by straight segments of constant loss, with the help of a unit that is not needed.',
  sources: [],
  options,
  create: (chosen): PathStrategy<FreeUnitState> => ({
    needs: 'value',
    keepsItsPath: true,
    refusal,
    init: (problem, rng) => begin(problem, rng, chosen),
    step: (problem, state) => (state.status.tag === 'running' ? checkedOne(problem, state) : state),
    status: ({ status }) => status,
    path: ({ path }) => path,
    details: ({ spaces, inapplicable }) =>
      inapplicable === null ? { spaces } : { inapplicable: inapplicable.why },
  }),
});

function refusal(network: NetworkView | null): string | null {
  if (network === null) return 'it moves the hidden units of a network, and there is none';
  return movableSpaces(network).length > 0
    ? null
    : 'no hidden units of it are known with what makes and what reads them';
}

/** Spaces of which it is known what makes the units and what reads them. */
function movableSpaces(network: NetworkView): readonly UnitSpace[] {
  return tiedAxes(network).spaces.filter(
    ({ bindings }) =>
      bindings.every(({ role }) => role !== 'tied') &&
      bindings.some(({ role }) => role === 'makes') &&
      bindings.some(({ role }) => role === 'reads'),
  );
}

function begin(problem: Problem, rng: Rng, chosen: Options): FreeUnitState {
  const { a, b, level, value } = problem;
  const built = builtPath(problem, rng, chosen);
  const isLow = value(a) <= level;
  const running: Status = isLow ? { tag: 'running' } : { tag: 'not-found', reason: 'above-level' };
  if (built.path !== null)
    return { status: running, checked: 0, inapplicable: null, path: built.path, spaces: built.spaces }; // prettier-ignore
  const path: Path = { vertices: [a, b], elements: [{ kind: 'segment' }] };
  const { reason, why } = built;
  return { status: running, path, checked: 0, spaces: [], inapplicable: { reason, why } };
}

function builtPath(problem: Problem, rng: Rng, { maxVertices, ...matching }: Options) {
  const spaces = problem.network === null ? [] : movableSpaces(problem.network);
  const found = copySearch(spaces, problem.a, problem.b, rng.fork('matching'), matching);
  if (found.isCopy)
    return permutationPath(spaces, found.forms, problem, rng.fork('dead units'), maxVertices);
  const why = `b is no copy of a with its units in other places: it differs from the nearest that was found by ${found.apart.toPrecision(3)} of its norm.`;
  return { path: null, reason: 'above-level', why } as const;
}

/** Looks at one more element: at its last vertex, and inside where nothing is known. */
function checkedOne(problem: Problem, state: FreeUnitState): FreeUnitState {
  const { path, checked, inapplicable } = state;
  const [element, from, to] = [path.elements[checked]!, path.vertices[checked]!, path.vertices[checked + 1]!]; // prettier-ignore
  const highest =
    element.kind === 'segment' && element.known === 'constant'
      ? problem.value(to)
      : findPeak(lossesOn(element, [from, to], problem), peakSearchOf(problem)).loss;
  if (!(highest <= problem.level))
    return {
      ...state,
      status: { tag: 'not-found', reason: inapplicable?.reason ?? 'above-level' },
    };
  const isDone = checked + 1 === path.elements.length;
  return { ...state, checked: checked + 1, status: { tag: isDone ? 'connected' : 'running' } };
}
