import type { NetworkMeasures } from '@isthmus/core/contract';
import { actWide } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { identityForm } from '../group/normal-form.js';
import { squaredNorm } from './bias-shift.js';
import type { UnitState } from './unit-states.js';

/** A walk along the scaling of one unit. */
export interface ScalingTrack {
  readonly state: UnitState;
  readonly points: readonly ScalingPoint[];
  /** The factor of least norm, at which what makes the unit is as long as what reads it; null where one is 0. */
  readonly balanced: number | null;
}

/** One factor. */
export interface ScalingPoint {
  readonly factor: number;
  /** Loss minus that of the network. */
  readonly change: number;
  /** The squared norm of all parameters minus that of the network's. */
  readonly norm: number;
}

/**
 * Walks along the factor c from 1/most to most: what makes a unit, its bias too, times c, what reads it
 * divided by c. Whether that is a symmetry is what the walk shows.
 *
 * @param count of factors, an odd number, so that 1 is one of them
 */
export function walkScaling(
  state: UnitState,
  params: WideParams,
  measures: NetworkMeasures,
  { most, count }: { readonly most: number; readonly count: number },
): ScalingTrack {
  const value = measures.valueAt(params);
  const norm = squaredNorm(params);
  const points = Array.from({ length: count }, (_, i): ScalingPoint => {
    const factor = most ** ((2 * i) / (count - 1) - 1);
    const point = scaled(params, state, factor);
    return {
      factor,
      change: measures.valueAt(point) - value,
      norm: squaredNorm(point) - norm,
    };
  });
  return { state, points, balanced: balancedFactor(params, state) };
}

function scaled(
  params: WideParams,
  { layer: { space }, unit }: UnitState,
  factor: number,
): WideParams {
  const form = identityForm(space.size);
  form.by[unit] = factor;
  return actWide([space], { [space.name]: form }, params);
}

/** `c = sqrt(‖w_out‖ / ‖(w_in, b)‖)`, from the change of the squared norm by the factors 2 and 1/2. */
function balancedFactor(params: WideParams, state: UnitState): number | null {
  // With p = ‖in‖² and q = ‖out‖² the changes are 3p - 3q/4 and -3p/4 + 3q.
  const norm = squaredNorm(params);
  const [up, down] = [2, 0.5].map((factor) => squaredNorm(scaled(params, state, factor)) - norm);
  const made = (4 * (4 * up! + down!)) / 45;
  const read = (4 * (up! + 4 * down!)) / 45;
  const least = 1e-12 * norm;
  return made > least && read > least ? (read / made) ** 0.25 : null;
}
