import type {
  BoundedElements,
  CertifierOutcome,
  ElementPlace,
  PathBounds,
  PathClaim,
} from '@isthmus/contract';
import type { Bounder, PartBounds } from './part-bounds.js';
import { partOf, pointPart, type Part } from './form.js';
import { mostFirst } from './most-first.js';
import {
  bestBound,
  bestParts,
  boundedElement,
  provenElement,
  provingBound,
  statedBound,
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
 * the level, or a point above it is found, or the budget is used up.
 *
 * @returns in the end the outcome; every `yield` is a place to pause
 */
export function* provePath(
  { path, level, highest }: Pick<PathClaim, 'path' | 'level' | 'highest'>,
  bounder: Bounder,
  options: ProofOptions,
): Generator<void, CertifierOutcome> {
  const search = newSearch(bounder, level, options);
  const count = path.elements.length;
  const curve = path.elements.findIndex(({ kind }) => kind !== 'segment');
  if (curve >= 0)
    return undecided(
      search,
      `element ${curve} is an arc of a symmetry, of which core/affine proves nothing`,
    );
  if (!Number.isFinite(level)) return undecided(search, `the level ${level} is not finite`);
  const vertices = path.vertices.map((_, i): ElementPlace =>
    i < count ? { element: i, t: 0 } : { element: count - 1, t: 1 },
  );
  let target = provingBound(level);
  let above: { readonly place: ElementPlace; readonly loss: number } | null = null;
  for (const place of [...vertices, dyadic(highest)]) {
    const { most } = yield* lookAt(search, place);
    if (isRefuted(search)) return refuted(search);
    if (!Number.isFinite(most))
      return undecided(search, `the bounds are not finite at ${wordsOf(place)}`);
    if (most > provingBound(level)) above = { place, loss: most };
    if (most > target) target = most * (1 + NEAR);
  }
  for (let element = 0; element < count; element++)
    search.roots.push(yield* openNode(search, element, 0, 0, Infinity));
  const reason = yield* halve(search, target);
  if (reason === 'refuted') return refuted(search);
  if (reason !== null) return undecided(search, reason);
  if (above !== null) return undecided(search, noSlack(above, level));
  return certified(search);
}

/** A proof under way. */
interface Search {
  readonly bounder: Bounder;
  readonly level: number;
  readonly options: ProofOptions;
  readonly queue: ReturnType<typeof mostFirst<ProofNode>>;
  readonly roots: ProofNode[];
  evaluations: number;
  /** The largest loss that is reached for certain, and where. */
  lower: { readonly loss: number; readonly at: ElementPlace } | null;
}

function newSearch(bounder: Bounder, level: number, options: ProofOptions): Search {
  return { bounder, level, options, queue: mostFirst(), roots: [], evaluations: 0, lower: null };
}

/** Halves the parts with the largest bounds; null when all are at most the target and near enough. */
function* halve(search: Search, target: number): Generator<void, string | null> {
  const { queue, options } = search;
  for (;;) {
    const node = queue.pop()!;
    const proved = node.carried <= target;
    if (proved && isNear(search, node.carried)) return null;
    if (node.depth >= DEEPEST) {
      if (proved) return null;
      return `its bound at ${wordsOf(placeOf(node))} stays at ${node.carried}, above the level, in a width of 2^-${DEEPEST}`;
    }
    const exceeded = exceededBy(search, options);
    if (exceeded !== null) return proved ? null : exceeded;
    yield* lookAt(search, placeOf(node));
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
  const bounds = yield* bounded(search, at.element, pointPart(at.t));
  const { least } = bounds;
  if (Number.isFinite(least) && least > (search.lower?.loss ?? -Infinity))
    search.lower = { loss: least, at };
  return bounds;
}

function* bounded(search: Search, element: number, part: Part): Generator<void, PartBounds> {
  search.evaluations++;
  return yield* search.bounder.bound(element, part);
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

/** The middle of a part. */
function placeOf({ element, k, depth }: ProofNode): ElementPlace {
  return { element, t: partOf(k, depth).middle };
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
  const { roots, lower, evaluations, bounder } = search;
  const parts = roots.flatMap(bestParts);
  const upper = roots.length === 0 ? Infinity : Math.max(...roots.map(bestBound));
  const errors = parts.map((part) => part.errors);
  const known = parts.length > 0 && bounder.samples > 0 && errors.every((count) => count !== null);
  return {
    lower: lower?.loss ?? null,
    at: lower?.at ?? null,
    upper: Number.isFinite(upper) ? stated(upper) : null,
    errorRate: known ? Math.max(...errors) / bounder.samples : null,
    leaves: parts.length,
    evaluations,
  };
}

function undecided(search: Search, reason: string): CertifierOutcome {
  return { tag: 'undecided', reason, ...boundsOf(search, (most) => most), ...boundedBy(search) };
}

function refuted(search: Search): CertifierOutcome {
  return { tag: 'refuted', ...boundsOf(search, (most) => most), ...boundedBy(search) };
}

/** The leaves that were reached, where it came to any. */
function boundedBy({ roots }: Search): { readonly elements?: BoundedElements } {
  return roots.length === 0 ? {} : { elements: roots.map(boundedElement) };
}

function certified(search: Search): CertifierOutcome {
  const { level, roots } = search;
  return {
    tag: 'certified',
    ...boundsOf(search, (most) => statedBound(most, level)),
    elements: roots.map((root) => provenElement(root, level)),
    assumptions: ASSUMPTIONS,
  };
}

/** What a reader takes for granted. */
const ASSUMPTIONS = [
  'Numbers are rounded as IEEE 754 rounds to nearest, in double precision.',
  'What the layers and the loss state of themselves holds: their formulas, and the ranges of their derivatives.',
];
