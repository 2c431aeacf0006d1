import { ask } from '../faults.js';
import { choiceOf, listOf, numberOf, recordOf, textOf } from '../json.js';
import type { Point } from '../segment.js';
import { leastIn, type BoxAt, type Places } from './bound.js';
import type { SeparationSubject } from './subject.js';

/** A leaf of the tree, by its corner in the finest cells. */
interface Leaf {
  readonly mark: string;
  readonly corner: readonly number[];
  /** Finest cells along a side. */
  readonly side: number;
}

/** Halvings, and leaves, at most. */
const MOST = { depth: 30, leaves: 3e6 };

/**
 * Why cells do not part two points; null where they do.
 *
 * The cells marked `i` are closed and hold one end, not the other, and none of them lies at the surface of
 * the box. The last point of a path before it leaves them for good lies in one of them, and, as the limit of
 * points outside, in a cell beside them. On each of those the loss is above the bound, by a bound of our own.
 *
 * @param order the arrays in the order in which the parameters are one vector
 * @throws `Malformed`
 */
export function cellsFault(
  subject: SeparationSubject,
  order: readonly { readonly name: string; readonly size: number }[],
  separator: unknown,
  [a, b]: readonly [a: Point, b: Point],
  { lowerBound, cells }: StatedCells,
): string | null {
  const fields = recordOf(separator, 'separator', ['kind', 'around', 'box', 'tree']);
  const around = choiceOf(fields.get('around'), 'separator.around', ['a', 'b']);
  const places = placesOf(subject, order);
  const count = order.reduce((sum, { size }) => sum + size, 0);
  const { low, width } = readBox(fields.get('box'), count);
  const tree = textOf(fields.get('tree'), 'separator.tree');
  const leaves = readTree(tree, count);
  const [from, to] = (around === 'a' ? [a, b] : [b, a]).map((end) => vectorOf(end, order));
  const inside = leaves.filter(({ mark }) => mark === 'i');
  if (inside.length !== cells) return `it has ${inside.length} cells of the side, not ${cells}`;
  const finest = width * 2 ** -MOST.depth;
  const holds = ({ corner, side }: Leaf, point: readonly number[]) =>
    corner.every((at, i) => {
      const start = low[i]! + at * finest;
      return start <= point[i]! && point[i]! <= start + side * finest;
    });
  if (!inside.some((leaf) => holds(leaf, from!))) return 'no cell holds the end that they are around';
  if (inside.some((leaf) => holds(leaf, to!))) return 'a cell of the side of one end holds the other';
  const whole = 2 ** MOST.depth;
  if (inside.some(({ corner, side }) => corner.some((at) => at === 0 || at + side === whole)))
    return 'a cell of the side lies at the surface of the box';
  for (const leaf of besides(leaves, inside)) {
    const half = (leaf.side * finest) / 2;
    const box: BoxAt = { half, middle: leaf.corner.map((at, i) => low[i]! + at * finest + half) };
    const least = leastIn(subject, places, box);
    if (!(least >= lowerBound)) return `around ${box.middle.join(', ')} the loss is at least ${least} by our bound`;
  }
  return null;
} // prettier-ignore

/** What a separation states of its cells. */
export interface StatedCells {
  readonly lowerBound: number;
  /** How many are of the side of the end. */
  readonly cells: number;
}

function readBox(value: unknown, count: number) {
  const box = recordOf(value, 'separator.box', ['low', 'width']);
  const width = numberOf(box.get('width'), 'separator.box.width');
  const low = listOf(box.get('low'), 'separator.box.low').map((entry) => numberOf(entry, 'separator.box.low')); // prettier-ignore
  ask(low.length === count, () => `separator.box.low: expected ${count} numbers`);
  // Corners of the finest cells are whole multiples of half of one, below 2^53, so that they are exact.
  const half = width * 2 ** -(MOST.depth + 1);
  const isExact = isPowerOfTwo(width) && half > 1e-290 && low.every((entry) => Number.isInteger(entry / half) && (Math.abs(entry) + width) / half <= 2 ** 53); // prettier-ignore
  ask(isExact, () => 'separator.box: its halves are not exact');
  return { low, width };
}

function isPowerOfTwo(width: number): boolean {
  let left = width;
  if (!(left > 0 && Number.isFinite(left))) return false;
  while (left > 1) left /= 2;
  while (left < 1) left *= 2;
  return left === 1;
}

function placesOf(
  subject: SeparationSubject,
  order: readonly { readonly name: string; readonly size: number }[],
): Places {
  const places = new Map<string, number>();
  let at = 0;
  for (const { name, size } of order) {
    places.set(name, at);
    at += size;
  }
  if (subject.kind === 'polynomial')
    ask(subject.terms[0]!.powers.length === at, () => `form: its powers are not ${at}`);
  else
    for (const { kernel, bias, inputs, units } of subject.layers) {
      const has = (name: string, size: number) => order.some((one) => one.name === name && one.size === size); // prettier-ignore
      ask(has(kernel, inputs * units), () => `form: there is no array ${kernel} of ${inputs * units} numbers`); // prettier-ignore
      ask(bias === null || has(bias, units), () => `form: there is no array ${bias} of ${units} numbers`); // prettier-ignore
    }
  return places;
}

function vectorOf(
  point: Point,
  order: readonly { readonly name: string; readonly size: number }[],
): readonly number[] {
  return order.flatMap(({ name, size }) => {
    const found = point.get(name);
    ask(found?.length === size, () => `an end has no array ${name} of ${size} numbers`);
    return [...found];
  });
}

/** The leaves of a tree that is told in one text. @throws `Malformed` */
function readTree(tree: string, count: number): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const open: { corner: readonly number[]; side: number }[] = [
    { corner: new Array<number>(count).fill(0), side: 2 ** MOST.depth },
  ];
  for (const mark of tree) {
    const cell = open.pop();
    ask(cell !== undefined, () => 'separator.tree: it goes on after its end');
    if (mark === '/') {
      const side = cell.side / 2;
      ask(side >= 1, () => `separator.tree: it is deeper than ${MOST.depth}`);
      // Read from a stack, so the last half goes on first.
      for (let half = 2 ** count - 1; half >= 0; half--)
        open.push({ side, corner: cell.corner.map((at, i) => at + ((half >> i) & 1) * side) });
    } else {
      ask('ion'.includes(mark), () => `separator.tree: ${mark} is no mark`);
      leaves.push({ mark, ...cell });
    }
    ask(leaves.length <= MOST.leaves, () => 'separator.tree: it has too many cells');
  }
  ask(open.length === 0, () => 'separator.tree: it ends too early');
  return leaves;
}

/** The leaves that touch one of the inside, and are none of them: by a sweep along the first direction. */
function besides(leaves: readonly Leaf[], inside: readonly Leaf[]): readonly Leaf[] {
  const start = ({ corner }: Leaf) => corner[0]!;
  const sorted = [...inside].sort((p, q) => start(p) - start(q));
  const widest = sorted.reduce((most, { side }) => Math.max(most, side), 0);
  return leaves.filter((leaf) => {
    if (leaf.mark === 'i') return false;
    // None that begins before this reaches the leaf.
    let at = firstFrom(sorted, start(leaf) - widest);
    for (; at < sorted.length && start(sorted[at]!) <= start(leaf) + leaf.side; at++)
      if (touches(leaf, sorted[at]!)) return true;
    return false;
  });
}

/** The first of the sorted cells that begins at or after a place. */
function firstFrom(sorted: readonly Leaf[], place: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.corner[0]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function touches(p: Leaf, q: Leaf): boolean {
  return p.corner.every((at, i) => at <= q.corner[i]! + q.side && q.corner[i]! <= at + p.side);
}
