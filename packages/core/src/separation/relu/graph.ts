import type { Arrangement } from './arrangement.js';
import { AT_ZERO, type UnitPlace } from './cells.js';

/** Two cells of a network that meet where one unit is at a border. */
export interface Joint {
  readonly from: number;
  readonly to: number;
  /** The unit whose place differs between the two, and where it stands at the joint. */
  readonly unit: number;
  readonly at: UnitPlace;
}

/** Cells of all units together, numbered, and where they meet. */
export interface CellGraph {
  readonly count: number;
  /** The place of every unit in a cell. */
  placesIn(cell: number): readonly UnitPlace[];
  /** The joints of a cell; each joint is met from both of its cells, unless `forward` asks for it once. */
  jointsOf(cell: number, forward?: boolean): Generator<Joint>;
  /** The places of all units at a joint. */
  placesAt(joint: Joint): readonly UnitPlace[];
}

/**
 * The graph whose nodes are the products of closed cones, one for every unit and its sign. A point in two
 * of them is in all cells between which one unit at a time is moved, and those meet along a facet of
 * its cones or, in all states of a unit, at zero; so that these joints are all that a path can pass.
 */
export function cellGraph({ cones, facets }: Arrangement, hidden: number): CellGraph {
  const states = 2 * cones.length;
  const neighbours = cones.map((_, cone) =>
    facets.flatMap(({ cones: [p, q], rays }) =>
      // A facet without rays is zero, where all states of the unit meet anyway.
      rays.length > 0 && (p === cone || q === cone) ? [{ cone: p === cone ? q : p, rays }] : [],
    ),
  );
  const placeOf = (state: number): UnitPlace => ({
    sign: state % 2 === 0 ? 1 : -1,
    rays: cones[state >> 1]!.rays,
  });
  const stateIn = (cell: number, unit: number) => Math.floor(cell / states ** unit) % states;
  const placesIn = (cell: number) =>
    Array.from({ length: hidden }, (_, unit) => placeOf(stateIn(cell, unit)));

  function* jointsAt(cell: number, unit: number, forward: boolean): Generator<Joint> {
    const state = stateIn(cell, unit);
    const to = (other: number) => cell + (other - state) * states ** unit;
    // It is enough to join each state with the first.
    if (state > 0) yield { from: cell, to: to(0), unit, at: AT_ZERO };
    else if (!forward)
      for (let other = 1; other < states; other++)
        yield { from: cell, to: to(other), unit, at: AT_ZERO };
    const sign = state % 2 === 0 ? 1 : -1;
    for (const { cone, rays } of neighbours[state >> 1]!) {
      const other = 2 * cone + (state % 2);
      if (!forward || other > state) yield { from: cell, to: to(other), unit, at: { sign, rays } };
    }
  }

  return {
    count: states ** hidden,
    placesIn,
    *jointsOf(cell, forward = false) {
      for (let unit = 0; unit < hidden; unit++) yield* jointsAt(cell, unit, forward);
    },
    placesAt: ({ from, unit, at }) => placesIn(from).with(unit, at),
  };
}
