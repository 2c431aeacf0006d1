import {
  findPeak,
  isIsthmusError,
  IsthmusError,
  lossesOn,
  peakSearchOf,
  sameBits,
  type Params,
  type Rng,
} from '@isthmus/core';
import {
  define,
  type Path,
  type PathElement,
  type PathStrategy,
  type Problem,
  type Separator,
  type Status,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { shortenOption } from '../refine/shorten-option.js';
import { shortening } from '../refine/shortening.js';
import { arcsBetween } from './arcs-between.js';
import { curvedPath } from './curved-path.js';
import { linearChainOf, type DenseLink } from './dense-chain.js';
import { layersOf, paramsOf, withoutHiddenBiases } from './linear-layers.js';
import { connectLinear, type LinearPath } from './linear-path.js';
import { linearRefusal, methodFor } from './linear-refusal.js';
import { pathOverPass } from './over-the-pass.js';
import { quarticPath } from './quartic-path.js';
import { separatorOf } from './separator.js';

const options = z.strictObject({
  method: z
    .enum(['auto', 'segments', 'closed-form', 'arcs', 'curve'])
    .default('auto')
    .describe(
      'How the path is made. segments: one layer moves at a time; every hidden layer must be wider than the smaller of inputs and outputs. closed-form: three or six segments, for two layers and one output. arcs: the units of the one hidden layer turn and stretch at constant loss; the layer must have at least as many units as the smaller of inputs and outputs, and of equally many the signs of the determinants must agree. curve: a polygon along the curve on which the product of two layers moves straight. auto: segments, or arcs where the layers are too narrow for them; where they are too narrow for both, nothing but a proof that the networks are apart.',
    ),
  pieces: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .describe('Segments of the polygon of the method curve; other methods have none to choose.'),
  ...shortenOption,
});

/** Options of `dss/linear-network`. */
export type LinearNetworkOptions = Omit<z.output<typeof options>, 'shorten' | 'edges'>;

/** A construction at rest: plain data. */
export interface LinearNetworkState {
  readonly status: Status;
  readonly path: Path;
  /** Elements that are known to hold. */
  readonly checked: number;
  /** Why the construction does not apply to these weights; null where it does. */
  readonly inapplicable: string | null;
  /** What separates the two, as far as the strategy sees. */
  readonly separator: Separator | null;
}

/**
 * Joins two deep linear networks by a construction, without search. In real numbers no loss that is
 * convex in the prediction rises above the larger of its ends along the path; the vertices are
 * stored in float32, which adds a part of some 1e-7 times the condition of the layers, so a level
 * needs that much room above the ends. The polygon of `curve` adds what its pieces leave out.
 *
 * Hidden biases first become 0 while the last bias takes over what they do, and come back at the end;
 * the last bias moves where the product does. What the construction is certain of stands with the
 * elements: a segment is `convex` where one layer moves, an arc is `constant`.
 *
 * A regularizer has no part in the data loss, which alone is compared with the level.
 *
 * Where the weights of a pair do not admit the construction (determinants of different signs, dependent
 * rows), the record's `details` say why. Determinants of different signs are named as a separator: where the
 * driver proves that nothing below the level passes between them, the verdict is `disconnected`. Under the mean
 * squared error the path then goes over the best map of lower rank, no higher than it must; else, and where a
 * layer has lost its rank, it is the straight line.
 *
 * @throws `dss/not-linear` in `init` for a network that is not a chain of dense layers without activations
 * @throws `dss/too-narrow`, `dss/not-quartic`, `dss/not-two-layers` in `init` for a network that a
 * method that was asked for does not know
 */
function createLinearNetwork(given: LinearNetworkOptions): PathStrategy<LinearNetworkState> {
  return {
    needs: 'value',
    keepsItsPath: true,
    refusal: (network) => linearRefusal(network, given.method),
    init: (problem, rng) => begin(problem, constructed(given, problem, rng)),
    step: (problem, state) => (state.status.tag === 'running' ? checkedOne(problem, state) : state),
    status: ({ status }) => status,
    path: ({ path }) => path,
    separator: ({ separator }) => separator,
    details: ({ inapplicable }) => (inapplicable === null ? null : { inapplicable }),
  };
}

/** The plugin `dss/linear-network`. */
export const linearNetworkPath = define({
  kind: 'pathStrategy',
  name: 'dss/linear-network',
  summary: 'Joins two deep linear networks by construction, without rising above their ends.',
  sources: [
    'arXiv:1611.01540 (Freeman & Bruna 2017), propositions 2.2 and 2.3 with section 2.2.1 (hypotheses and formulas corrected)',
  ],
  options,
  create: shortening(createLinearNetwork),
});

function begin(
  problem: Problem,
  { path, inapplicable }: Pick<LinearNetworkState, 'path' | 'inapplicable'>,
): LinearNetworkState {
  const { network, a, b, level, value } = problem;
  const isLine = inapplicable !== null && path.elements.length === 1;
  const holds = value(path.vertices[0]!) <= level && !isLine;
  const status: Status = holds ? { tag: 'running' } : { tag: 'not-found', reason: 'above-level' };
  const separator = inapplicable === null ? null : separatorOf(network, a, b);
  return { status, path, checked: 0, inapplicable, separator };
}

/** What depends on the weights of a pair, and is no fault of the experiment. */
const OF_WEIGHTS: readonly string[] = [
  'dss/opposite-signs',
  'dss/rank-deficient',
  'dss/no-output-bias',
  'dss/other-unit',
];

/** The same, where no method was asked for: layers may be too narrow for all, and determinants tell. */
const OF_PAIRS: readonly string[] = [...OF_WEIGHTS, 'dss/too-narrow'];

/** The path, or one over the pass, or the straight line, with why there is no other. */
function constructed(given: LinearNetworkOptions, problem: Problem, rng: Rng) {
  const isAllowed = given.method === 'auto' && linearRefusal(problem.network, 'auto') === null;
  const expected = isAllowed ? OF_PAIRS : OF_WEIGHTS;
  try {
    return { path: pathOf(given, problem, rng), inapplicable: null };
  } catch (thrown) {
    if (!isIsthmusError(thrown) || !expected.includes(thrown.code)) throw thrown;
    const path = pathOver(problem, rng) ?? straight(problem.a, problem.b);
    return { path, inapplicable: thrown.message };
  }
}

/** A path that loses what it must on the way, and no more; null where the loss or the weights are not known so. */
function pathOver({ network, a, b, form }: Problem, rng: Rng): Path | null {
  const links = linearChainOf(network);
  const known = form?.() ?? null;
  if (links === null || known?.kind !== 'chain') return null;
  const ends = [a, b].map((end) => withoutHiddenBiases(links, end));
  const [from, to] = ends.map((end) => layersOf(links, end));
  const hasBias = links.at(-1)!.bias !== null;
  const found = pathOverPass(from!, to!, { ...known, hasBias }, rng);
  if (found === null) return null;
  const inner = found.slice(1, -1).map((vertex) => paramsOf(links, a, vertex));
  return polygonOf([a, ends[0]!, ...inner, ends[1]!, b]);
}

/** A polygon on whose segments one layer moves, without those that go nowhere. */
function polygonOf(vertices: readonly Params[]): Path {
  return vertices
    .slice(1)
    .map((to, i) => (sameBits(vertices[i]!, to) ? at(to) : straightMove(vertices[i]!, to)))
    .reduce(joined);
}

function straight(a: Params, b: Params): Path {
  return { vertices: [a, b], elements: [{ kind: 'segment' }] };
}

/** Looks at one more element: at its last vertex, and inside where nothing is known. */
function checkedOne(problem: Problem, state: LinearNetworkState): LinearNetworkState {
  const { path, checked } = state;
  const [element, from, to] = [path.elements[checked]!, path.vertices[checked]!, path.vertices[checked + 1]!]; // prettier-ignore
  const highest =
    element.known === undefined
      ? findPeak(lossesOn(element, [from, to], problem), peakSearchOf(problem)).loss
      : problem.value(to);
  if (!(highest <= problem.level))
    return { ...state, status: { tag: 'not-found', reason: 'above-level' } };
  const done = checked + 1 === path.elements.length;
  return { ...state, checked: checked + 1, status: { tag: done ? 'connected' : 'running' } };
}

/** The way from a over the networks without hidden biases to b. */
function pathOf(given: LinearNetworkOptions, { network, a, b }: Problem, rng: Rng): Path {
  const links = linearChainOf(network);
  if (links === null)
    throw new IsthmusError(
      'dss/not-linear',
      'This construction knows deep linear networks: a chain of dense layers without activations. Use another strategy for this architecture.',
    );
  const [start, end] = [withoutHiddenBiases(links, a), withoutHiddenBiases(links, b)];
  const middle = middleOf(given, links, start, end, rng);
  const before: Path = sameBits(a, start) ? at(start) : straightMove(a, start);
  const after: Path = sameBits(b, end) ? at(end) : straightMove(end, b);
  return [before, middle, after].reduce(joined);
}

function middleOf(
  { method, pieces }: LinearNetworkOptions,
  links: readonly DenseLink[],
  a: Params,
  b: Params,
  rng: Rng,
): Path {
  const [from, to] = [layersOf(links, a).layers, layersOf(links, b).layers];
  const chosen = methodFor(method, links);
  if (chosen === 'arcs') return arcsBetween(links, a, b);
  if (chosen === 'curve') return stored(links, a, b, curvedPath(from, to, rng, pieces), undefined);
  const found = chosen === 'segments' ? connectLinear(from, to, rng) : quarticPath(from, to);
  return stored(links, a, b, found, 'convex');
}

/** The path in float32; the last bias has gone as far as the product. */
function stored(
  links: readonly DenseLink[],
  a: Params,
  b: Params,
  { vertices, shares }: LinearPath,
  known: 'convex' | undefined,
): Path {
  const [from, to] = [layersOf(links, a).bias, layersOf(links, b).bias];
  const inner = vertices.slice(1, -1).map((layers, i) => {
    const share = shares[i + 1]!;
    const bias = from.map((entry, k) => (1 - share) * entry + share * to[k]!);
    return paramsOf(links, a, { layers, bias });
  });
  const element: PathElement =
    known === undefined ? { kind: 'segment' } : { kind: 'segment', known };
  return { vertices: [a, ...inner, b], elements: vertices.slice(1).map(() => element) };
}

function at(vertex: Params): Path {
  return { vertices: [vertex], elements: [] };
}

function straightMove(from: Params, to: Params): Path {
  return { vertices: [from, to], elements: [{ kind: 'segment', known: 'convex' }] };
}

function joined(p: Path, q: Path): Path {
  return {
    vertices: [...p.vertices, ...q.vertices.slice(1)],
    elements: [...p.elements, ...q.elements],
  };
}
