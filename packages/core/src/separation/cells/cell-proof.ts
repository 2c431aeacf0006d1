import { childrenOf, cornersOf, holds, isAtSurface, isExactBox, MOST_DEPTH, touch, type Cell } from './box.js'; // prettier-ignore
import type { BoxBound } from './box.js';
import type { CellCut } from './search.js';

/** The facts of a proof by cells. */
export interface ProvenCells {
  /** Cells that a path from the first point may enter below the bound. */
  readonly cells: number;
  /** Every path that leaves them passes a point that loses at least this. */
  readonly lowerBound: number;
}

/** Characters of a tree at most: what is read of a claim is bounded. */
const LONGEST_TREE = 4e6;

/**
 * Holds cells against the loss. The cells marked `i` are a closed set that holds a and not b, and lie nowhere
 * at the surface of the box. A path from a to b leaves the set for good at some last point; that point
 * lies in one of them and, as the limit of points outside, in a closed cell beside them. On each of these the
 * loss is bounded from below, so the least of the bounds is a lower bound of the path's peak. Nothing
 * is assumed of the loss outside of the box.
 *
 * @returns null unless the cells part a from b
 */
export function provenCells(
  { box, tree }: CellCut,
  bound: BoxBound,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): ProvenCells | null {
  if (!isExactBox(box) || box.low.length !== a.length) return null;
  const root = nodesOf(tree, a.length);
  if (root === null) return null;
  const inside = leavesOf(root).filter(({ mark }) => mark === 'i');
  const holding = (point: ArrayLike<number>) => inside.some(({ cell }) => holds(box, cell, point));
  if (!holding(a) || holding(b) || inside.some(({ cell }) => isAtSurface(cell))) return null;
  const beside = new Set(inside.flatMap(({ cell }) => touching(root, cell)).filter(({ mark }) => mark !== 'i')); // prettier-ignore
  let lowerBound = Infinity;
  for (const { cell } of beside) {
    const { low, high } = cornersOf(box, cell);
    const least = bound(low, high);
    if (Number.isNaN(least)) return null;
    lowerBound = Math.min(lowerBound, least);
  }
  return Number.isFinite(lowerBound) ? { cells: inside.length, lowerBound } : null;
}

interface TreeNode {
  readonly cell: Cell;
  readonly mark: string;
  readonly halves: readonly TreeNode[];
}

/** The tree that a text tells; null where it tells none. */
function nodesOf(text: string, size: number): TreeNode | null {
  if (text.length > LONGEST_TREE) return null;
  let at = 0;
  const read = (cell: Cell): TreeNode | null => {
    const mark = text[at++] ?? '';
    if (mark === 'i' || mark === 'o' || mark === 'n') return { cell, mark, halves: [] };
    if (mark !== '/' || cell.depth >= MOST_DEPTH) return null;
    const halves: TreeNode[] = [];
    for (const half of childrenOf(cell)) {
      const node = read(half);
      if (node === null) return null;
      halves.push(node);
    }
    return { cell, mark, halves };
  };
  const root = read({ depth: 0, at: new Array<number>(size).fill(0) });
  return at === text.length ? root : null;
}

/** The cells that are not halved further. */
function leavesOf(node: TreeNode): readonly TreeNode[] {
  return node.halves.length === 0 ? [node] : node.halves.flatMap(leavesOf);
}

/** Those of them that have a point in common with a cell. */
function touching(node: TreeNode, cell: Cell): readonly TreeNode[] {
  if (!touch(node.cell, cell)) return [];
  return node.halves.length === 0 ? [node] : node.halves.flatMap((half) => touching(half, cell));
}
