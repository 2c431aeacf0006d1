import type {
  BoundedElements,
  CertifierOutcome,
  ElementPlace,
  PathBounds,
  PathClaim,
} from '@isthmus/contract';
import { ARC_PART } from '../path/element.js';
import { partOf, type Part } from './form.js';
import { mostFirst } from './most-first.js';
import type { PartBounds } from './part-bounds.js';
import { pathBounder, type PathBounder } from './path-bounder.js';
import {
  boundedElement,
  evidenceBound,
  evidenceErrors,
  evidenceLeaves,
  provenElement,
  provingBound,
  statedBound,
  type Evidence,
  type ProofNode,
} from './proof-tree.js';

/** What a proof may take. */
export interface ProofOptions {
  /** Parts of the path at most. */
  readonly leaves: number;
  /** Passes over the evaluation set at most. */
  readonly evaluations: number;
  /** How near the bounds of the largest loss are brought, relative to it; null: a proof of the level is enough. */
  readonly tightness: number | null;
}

/** Parts are not halved further: twice their middle is still exact in float64 with room to spare. */
const DEEPEST = 40;

/** How near to a vertex above the proving bound the bounds are brought, where nothing can be proved. */
const NEAR = 1e-6;

/**
 * Bounds the loss on parts of the path's elements, and halves the one with the largest bound until all are below
 * the level, or a point above it is found, or the budget is used up. Elements on which the prediction does not move,
 * or moves linearly, are bounded by their vertices, and curves of symmetries by the vertex that they begin at.
 *
 * @returns in the end the outcome; every `yield` is a place to pause
 */
export function* provePath(
  claim: PathClaim,
  options: ProofOptions,
): Generator<void, CertifierOutcome> {
  const { path, level, highest } = claim;
  const bounder = yield* pathBounder(claim);
  if (typeof bounder === 'string') return nothingKnown(bounder);
  const search = newSearch(bounder, level, options);
  const count = path.elements.length;
  if (!Number.isFinite(level)) return undecided(search, `the level ${level} is not finite`);
  const places = path.vertices.map((_, i): ElementPlace =>
    i < count ? { element: i, t: 0 } : { element: count - 1, t: 1 },
  );
  let target = provingBound(level);
  let above: { readonly place: ElementPlace; readonly loss: number } | null = null;
  const known: PartBounds[] = [];
  for (const place of [...places, dyadic(highest)]) {
    const bounds = yield* lookAt(search, place);
    known.push(bounds);
    const { most } = bounds;
    if (isRefuted(search)) return refuted(search);
    if (!Number.isFinite(most))
      return undecided(search, `the bounds are not finite at ${wordsOf(place)}`);
    if (most > provingBound(level)) above = { place, loss: most };
    if (most > target) target = most * (1 + NEAR);
  }
  for (let element = 0; element < count; element++)
    search.evidence.push(yield* evidenceOf(search, element, known[element]!, known[element + 1]!));
  const reason = yield* halve(search, target);
  if (reason === 'refuted') return refuted(search);
  if (reason !== null) return undecided(search, reason);
  if (above !== null) return undecided(search, noSlack(above, level));
  return certified(search);
}

/** A proof under way. */
interface Search {
  readonly bounder: PathBounder;
  readonly level: number;
  readonly options: ProofOptions;
  readonly queue: ReturnType<typeof mostFirst<ProofNode>>;
  readonly evidence: Evidence[];
  evaluations: number;
  /** The largest loss that is reached for certain, and where. */
  lower: { readonly loss: number; readonly at: ElementPlace } | null;
}

function newSearch(bounder: PathBounder, level: number, options: ProofOptions): Search {
  return { bounder, level, options, queue: mostFirst(), evidence: [], evaluations: 0, lower: null };
}

/**
 * What an element is bounded by, to begin with.
 *
 * @param from, to bounds at its two vertices
 */
function* evidenceOf(
  search: Search,
  element: number,
  from: PartBounds,
  to: PartBounds,
): Generator<void, Evidence> {
  const kind = search.bounder.arguments[element]!;
  if (kind === 'constant') return { kind, most: from.most, errors: from.errors };
  if (kind === 'convex') {
    const { errors } = from.errors === null ? from : yield* bounded(search, element, partOf(0, 0));
    return { kind, most: Math.max(from.most, to.most), errors };
  }
  const root = yield* openNode(search, element, 0, 0, Infinity);
  return kind === 'leaves' ? { kind, root } : { kind, root, most: from.most, errors: from.errors };
}

/** Halves the parts with the largest bounds; null when all are at most the target and near enough. */
function* halve(search: Search, target: number): Generator<void, string | null> {
  const { queue, options } = search;
  for (;;) {
    const node = queue.pop();
    if (node === null) return null;
    const proved = node.carried <= target;
    if (proved && isNear(search, node.carried)) return null;
    if (node.depth >= DEEPEST) {
      if (proved) return null;
      return `its bound at ${wordsOf(placeOf(search, node))} stays at ${node.carried}, above the level, in a width of 2^-${DEEPEST}`;
    }
    const exceeded = exceededBy(search, options);
    if (exceeded !== null) return proved ? null : exceeded;
    yield* lookAt(search, placeOf(search, node));
    if (isRefuted(search)) return 'refuted';
    const { element, k, depth, carried } = node;
    node.halves = [
      yield* openNode(search, element, 2 * k, depth + 1, carried),
      yield* openNode(search, element, 2 * k + 1, depth + 1, carried),
    ];
  }
}

/** Bounds a part and puts it in the queue. */
function* openNode(
  search: Search,
  element: number,
  k: number,
  depth: number,
  inherited: number,
): Generator<void, ProofNode> {
  const { most: known, errors } = yield* bounded(search, element, partOf(k, depth));
  // What overflowed bounds nothing.
  const most = Number.isNaN(known) ? Infinity : known;
  // What bounds the whole bounds its halves, though they are not always bounded better by themselves.
  const carried = most < inherited ? most : inherited;
  const node = { element, k, depth, most, carried, errors, halves: null };
  search.queue.push(carried, node);
  return node;
}

/** Bounds the loss at a single point, from both sides. */
function* lookAt(search: Search, at: ElementPlace): Generator<void, PartBounds> {
  search.evaluations++;
  const bounds = yield* search.bounder.at(at);
  const { least } = bounds;
  if (Number.isFinite(least) && least > (search.lower?.loss ?? -Infinity))
    search.lower = { loss: least, at };
  return bounds;
}

function* bounded(search: Search, element: number, part: Part): Generator<void, PartBounds> {
  search.evaluations++;
  return yield* search.bounder.on(element, part);
}

function isRefuted({ lower, level }: Search): boolean {
  return lower !== null && lower.loss > level;
}

/** Whether the bracket of the largest loss is as narrow as is asked for. */
function isNear({ lower, options: { tightness } }: Search, upper: number): boolean {
  if (tightness === null || lower === null) return true;
  return upper - lower.loss <= tightness * Math.abs(upper);
}

function exceededBy(
  { queue, evaluations }: Search,
  { leaves, ...most }: ProofOptions,
): string | null {
  // The part that was taken out is halved: two in place of one.
  if (queue.size + 2 > leaves)
    return `its bounds are still above the level on some of the ${leaves} parts (leaves) that it may be cut into; allow more ("leaves")`;
  if (evaluations + 3 > most.evaluations)
    return `its bounds are still above the level on some parts after ${evaluations} passes over the evaluation set; allow more ("evaluations")`;
  return null;
}

/** The middle of a part; t is exact on the segment that closes an arc too. */
function placeOf({ bounder }: Search, { element, k, depth }: ProofNode): ElementPlace {
  const { middle } = partOf(k, depth);
  const isArc = bounder.arguments[element] === 'arc';
  return { element, t: isArc ? ARC_PART + (1 - ARC_PART) * middle : middle };
}

/** The nearest t that a part can have as its middle. */
function dyadic({ element, t }: ElementPlace): ElementPlace {
  return { element, t: Math.round(t * 2 ** DEEPEST) / 2 ** DEEPEST };
}

function wordsOf({ element, t }: ElementPlace): string {
  return `t = ${t} of element ${element}`;
}

function noSlack(
  { place, loss }: { readonly place: ElementPlace; readonly loss: number },
  level: number,
): string {
  return `the loss is the level itself at ${wordsOf(place)} (at most ${loss}, level ${level}), and a proof needs slack: give the path a level a little higher, such as { "times": 1.001 }, or train the endpoints to a lower loss`;
}

function boundsOf(search: Search, stated: (most: number) => number): PathBounds {
  const { evidence, lower, evaluations, bounder } = search;
  const upper = evidence.length === 0 ? Infinity : Math.max(...evidence.map(evidenceBound));
  const errors = evidence.map(evidenceErrors);
  const known = errors.length > 0 && bounder.samples > 0 && errors.every((each) => each !== null);
  return {
    lower: lower?.loss ?? null,
    at: lower?.at ?? null,
    upper: Number.isFinite(upper) ? stated(upper) : null,
    errorRate: known ? Math.max(...errors) / bounder.samples : null,
    leaves: evidence.reduce((sum, each) => sum + evidenceLeaves(each).length, 0),
    evaluations,
  };
}

function nothingKnown(reason: string): CertifierOutcome {
  const bounds = { lower: null, at: null, upper: null, errorRate: null };
  return { tag: 'undecided', reason, ...bounds, leaves: 0, evaluations: 0 };
}

function undecided(search: Search, reason: string): CertifierOutcome {
  return { tag: 'undecided', reason, ...boundsOf(search, (most) => most), ...boundedBy(search) };
}

function refuted(search: Search): CertifierOutcome {
  return { tag: 'refuted', ...boundsOf(search, (most) => most), ...boundedBy(search) };
}

/** What was reached of all elements, where it came to them. */
function boundedBy({ evidence, bounder }: Search): { readonly elements?: BoundedElements } {
  const isWhole = evidence.length === bounder.arguments.length;
  return isWhole ? { elements: evidence.map(boundedElement) } : {};
}

function certified(search: Search): CertifierOutcome {
  const { level, evidence } = search;
  return {
    tag: 'certified',
    ...boundsOf(search, (most) => statedBound(most, level)),
    elements: evidence.map((each) => provenElement(each, level)),
    assumptions: ASSUMPTIONS,
  };
}

/** What a reader takes for granted. */
const ASSUMPTIONS = [
  'Numbers are rounded as IEEE 754 rounds to nearest, in double precision.',
  'What the layers and the loss state of themselves holds: their formulas, the ranges of their derivatives, and what passes through them.',
];
