import { childrenOf, cornersOf, holds, isAtSurface, MOST_DEPTH, type Cell, type CellBox } from './box.js'; // prettier-ignore
import type { BoxBound } from './box.js';

/** Cells that part two points, as a claim that is yet to be held against bounds. */
export interface CellCut {
  readonly box: CellBox;
  /**
   * The cells, as a tree: `/` and then all halves of a cell; `i` a cell of the side of the first point, `o` one
   * on which the loss is above the level everywhere, `n` one that the side does not touch.
   */
  readonly tree: string;
}

/** What a search for such cells may take. */
export interface CellLimits {
  /** Cells whose bound is computed, in all. */
  readonly maxCells: number;
}

/**
 * Seeks cells that part a from b: all cells are halved, those are dropped on which the loss is above the level
 * everywhere, and of the rest those are kept that hang together with that of a by as much as a corner.
 * Where these touch neither b nor the surface of the box, no path leaves them below the level. A
 * box that turns out too small is doubled.
 *
 * @returns null where nothing was shown within the limits, which says nothing
 */
export function seekCells(
  bound: BoxBound,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  level: number,
  { maxCells }: CellLimits,
): CellCut | null {
  const budget = { left: maxCells };
  // Each box has a part of what is left, so that one that is too small does not take all.
  for (let doubled = 0; doubled < WIDENINGS && budget.left > 0; doubled++) {
    const box = boxAround(a, b, doubled);
    const share = { left: Math.ceil(budget.left / (WIDENINGS - doubled)) };
    budget.left -= share.left;
    const tree = seekIn({ bound, a, b, level, box }, share);
    budget.left += share.left;
    if (tree !== null) return { box, tree };
  }
  return null;
}

const WIDENINGS = 4;

/** The corner of a box is a multiple of this part of its width. */
const CORNER = 2 ** -6;

/** A box of a power of two with both points well inside. */
function boxAround(a: ArrayLike<number>, b: ArrayLike<number>, doubled: number): CellBox {
  const middle = Array.from(a, (entry, i) => (entry + b[i]!) / 2);
  const spread = middle.reduce((most, _, i) => Math.max(most, Math.abs(a[i]! - b[i]!)), 0);
  const size = middle.reduce((most, entry) => Math.max(most, Math.abs(entry)), spread);
  const width = 2 ** (Math.ceil(Math.log2(Math.max(2 * spread, size, 2 ** -20))) + doubled);
  const step = width * CORNER;
  return { width, low: middle.map((entry) => Math.round((entry - width / 2) / step) * step) };
}

interface CellQuestion {
  readonly bound: BoxBound;
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly level: number;
  readonly box: CellBox;
}

/** Rounds of halving in one box; the tree where the side of a is shut in, else null. */
function seekIn(question: CellQuestion, budget: { left: number }): string | null {
  const { a, b, box } = question;
  const root: Node = { cell: { depth: 0, at: Array.from(a, () => 0) }, mark: 'i', halves: [] };
  let side: readonly Node[] = [root];
  for (let depth = 1; depth <= MOST_DEPTH; depth++) {
    if (side.length * 2 ** a.length > budget.left) return null;
    side = refined(side, question, budget);
    if (side.length === 0) return null;
    const isShut = side.every(({ cell }) => !isAtSurface(cell) && !holds(box, cell, b));
    if (isShut) return treeOf(root);
  }
  return null;
}

/** A cell of the growing tree. */
interface Node {
  readonly cell: Cell;
  mark: 'i' | 'o' | 'n';
  halves: Node[];
}

/** The side of a among the halves of cells. */
function refined(
  side: readonly Node[],
  { bound, a, level, box }: CellQuestion,
  budget: { left: number },
): readonly Node[] {
  const kept = new Map<string, Node>();
  for (const parent of side) {
    parent.halves = childrenOf(parent.cell).map((cell) => {
      budget.left--;
      const { low, high } = cornersOf(box, cell);
      return { cell, mark: bound(low, high) > level ? 'o' : 'n', halves: [] };
    });
    for (const half of parent.halves) if (half.mark === 'n') kept.set(half.cell.at.join(), half);
  }
  const first = [...kept.values()].find(({ cell }) => holds(box, cell, a));
  return first === undefined ? [] : flooded(first, kept);
}

/** Marks all that hangs together with a cell, corners included. */
function flooded(first: Node, kept: ReadonlyMap<string, Node>): readonly Node[] {
  const found = [first];
  first.mark = 'i';
  const steps = neighbourSteps(first.cell.at.length);
  for (const { cell } of found)
    for (const step of steps) {
      const next = kept.get(cell.at.map((entry, i) => entry + step[i]!).join());
      if (next?.mark !== 'n') continue;
      next.mark = 'i';
      found.push(next);
    }
  return found;
}

/** All of -1, 0 and 1 in every direction. */
function neighbourSteps(size: number): readonly (readonly number[])[] {
  return Array.from({ length: 3 ** size }, (_, n) =>
    Array.from({ length: size }, (__, i) => (Math.floor(n / 3 ** i) % 3) - 1),
  );
}

function treeOf({ mark, halves }: Node): string {
  return halves.length === 0 ? mark : `/${halves.map(treeOf).join('')}`;
}
