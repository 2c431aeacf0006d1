import { proposePeak, type Params } from '@isthmus/core';
import type { Problem } from '@isthmus/core/contract';
import type { Bead } from './bead.js';

/** How far beads descend. */
export interface DescentAim {
  /** The target as a part of the level; overrides `room`. */
  readonly alpha?: number | undefined;
  /** The target as a part of the room between the ends and the level. */
  readonly room: number;
  /** Whether a bead rests before its target, where both of its edges hold. */
  readonly settle: 'edges' | 'target';
}

/**
 * The loss to which beads descend: `alpha * level` where alpha is given, else
 * `floor + room * (level - floor)`. The second is never below what the ends have, and
 * a constant that is added to the loss is added to it too.
 *
 * @param at the level, and the larger loss of the ends
 */
export function targetOf(
  { alpha, room }: Pick<DescentAim, 'alpha' | 'room'>,
  { level, floor }: { readonly level: number; readonly floor: number },
): number {
  return alpha === undefined ? floor + room * (level - floor) : alpha * level;
}

/** The rules of a descent that ends there. */
export function rulesTo<O extends DescentAim & { readonly maxStepsPerBead: number }>(
  options: O,
  at: { readonly level: number; readonly floor: number },
) {
  return { ...options, target: targetOf(options, at), maxSteps: options.maxStepsPerBead };
}

/**
 * The bead, settled where it is if both of its edges hold there: going on could only make the path
 * longer. It is looked at right after an evaluation that was its lowest and not above the level. The
 * engine proposes; whether the edges hold is for the reference to find, as for any string.
 *
 * @param neighbours the vertices that its edges lead to
 */
export function settledByEdges<B extends Bead>(
  problem: Pick<Problem, 'level' | 'scan'>,
  neighbours: readonly [Params, Params],
  bead: B,
): B {
  const { state, point, best } = bead;
  if (state !== 'moving' || best.point !== point || !(best.loss <= problem.level)) return bead;
  const hold = neighbours.every(
    (end) => proposePeak((t) => problem.scan(end, point, t)).loss <= problem.level,
  );
  return hold ? { ...bead, state: 'settled' } : bead;
}
