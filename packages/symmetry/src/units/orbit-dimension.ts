import type { UnitSpace } from '@isthmus/core';
import { Matrix, SVD } from 'ml-matrix';
import { scaleLinksOf } from '../gauge/scale-links.js';
import type { WideParams } from '../group/float64.js';
import { unitRows } from '../matching/unit-rows.js';

/** Directions at a point along which scalings and matrices move it without a change of the function. */
export interface OrbitDimension {
  /** Parameters of the group: one a unit that scales, m² for m units that any matrix may mix. */
  readonly group: number;
  /** Dimension of the orbit through the point; null where it is only known to be at most `group`. */
  readonly orbit: number | null;
}

/**
 * The dimension of the orbit of the continuous symmetries of the function through a point.
 *
 * Scalings alone: the weights are the edges of a graph between units, and what does not scale is the
 * ground; scaling all units of a piece that nothing joins to the ground together moves no weight, and
 * nothing else moves none. With matrices the orbit has the dimension of the group where the weights that
 * make every such space have full rank: then nothing but the identity keeps the first layer, and so on.
 *
 * @example
 * orbitDimension(tiedAxes(network.view).spaces, widenParams(a)); // { group: 8, orbit: 8 }
 */
export function orbitDimension(spaces: readonly UnitSpace[], params: WideParams): OrbitDimension {
  const scaling = spaces.filter((space) => space.scaling);
  const group = scaling.reduce((sum, { size, linear }) => sum + (linear ? size ** 2 : size), 0);
  if (!scaling.some(({ linear }) => linear)) return { group, orbit: groundedUnits(spaces, params) };
  return { group, orbit: scaling.every((space) => isFull(space, spaces, params)) ? group : null };
}

/** The units that scale, less one for each piece that is joined to nothing of fixed scale. */
function groundedUnits(spaces: readonly UnitSpace[], params: WideParams): number {
  const starts = spaces.map((_, at) =>
    spaces.slice(0, at).reduce((sum, { size, scaling }) => sum + (scaling ? size : 0), 0),
  );
  const units = spaces.reduce((sum, { size, scaling }) => sum + (scaling ? size : 0), 0);
  const parents = Int32Array.from({ length: units + 1 }, (_, i) => i);
  const root = (at: number): number => {
    let top = at;
    while (parents[top] !== top) top = parents[top] = parents[parents[top]!]!;
    return top;
  };
  const place = (space: number | null, unit: number) =>
    space === null ? units : starts[space]! + unit;
  for (const { maker, reader, squares, width } of scaleLinksOf(spaces, params))
    squares.forEach((square, at) => {
      if (square === 0) return;
      parents[root(place(maker, Math.floor(at / width)))] = root(place(reader, at % width));
    });
  const loose = Array.from({ length: units }, (_, i) => root(i)).filter(
    (top) => top !== root(units),
  );
  return units - new Set(loose).size;
}

/** The rank of more rows is not computed: the time grows with their third power, at these some ten seconds. */
export const MOST_RANKED = 1024;

/** Whether no factor or matrix but the identity keeps what makes the units of inputs and of spaces before. */
function isFull(space: UnitSpace, spaces: readonly UnitSpace[], params: WideParams): boolean {
  const later = spaces.slice(spaces.indexOf(space)).flatMap(({ bindings }) => bindings);
  const moves = (leaf: string) => later.some((each) => each.role === 'reads' && each.leaf === leaf);
  const makes = {
    ...space,
    bindings: space.bindings.filter(({ role, leaf }) => role === 'makes' && !moves(leaf)),
  };
  const arrays = unitRows(makes, params);
  const rows = Array.from({ length: space.size }, (_, unit) =>
    arrays.flatMap(({ data, width }) => [...data.subarray(unit * width, (unit + 1) * width)]),
  );
  if (!space.linear) return rows.every((row) => row.some((weight) => weight !== 0));
  // A decomposition of what is no number might not end.
  const finite = rows.every((row) => row.every(Number.isFinite));
  const wide = rows[0]!.length >= space.size;
  if (space.size > MOST_RANKED) return false;
  return finite && wide && new SVD(new Matrix(rows), { autoTranspose: true }).rank === space.size;
}
