import type { UnitSpace } from '@isthmus/core';
import { actWide } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { identityForm, type NormalForm } from '../group/normal-form.js';
import { type Gauge, type LeftOut, balancedGauge } from './gauge.js';

/** Parameters in the balanced gauge, and the factors that brought them there. */
export interface InBalance {
  readonly params: WideParams;
  readonly gauge: Gauge;
}

/** Brings parameters into the balanced gauge. */
export function inBalance(spaces: readonly UnitSpace[], params: WideParams): InBalance {
  const gauge = balancedGauge(spaces, params);
  const forms = Object.entries(gauge.scales).map(
    ([name, by]) => [name, { ...identityForm(by.length), by }] as const,
  );
  return { params: actWide(spaces, Object.fromEntries(forms), params), gauge };
}

/** Factors beyond this, either way, could push weights out of the range of float32. */
const LARGEST_FACTOR = 2 ** 60;

/**
 * A form between two networks in balance, from the scales of one as it stands into those of the other:
 * `D_to⁻¹ form D_from`. A unit that is left out in one network only keeps its scale.
 */
export function backInScale(
  space: UnitSpace,
  form: NormalForm,
  from: Gauge,
  to: Gauge,
): NormalForm {
  if (!space.scaling) return form;
  const scalesFrom = from.scales[space.name]!;
  const scalesTo = to.scales[space.name]!;
  const [sidesFrom, sidesTo] = [missingSides(space, from), missingSides(space, to)];
  const by = form.by.map((sign, i) => {
    const j = form.map[i]!;
    // A unit that is left out in one network only has nothing to be brought to.
    if (sidesFrom.get(j) !== sidesTo.get(i)) return sign;
    const factor = scalesFrom[j]! / scalesTo[i]!;
    return sign * Math.min(Math.max(factor, 1 / LARGEST_FACTOR), LARGEST_FACTOR);
  });
  return { map: form.map, by };
}

function missingSides(space: UnitSpace, gauge: Gauge): ReadonlyMap<number, LeftOut['missing']> {
  const own = gauge.leftOut.filter((left) => left.space === space.name);
  return new Map(own.map(({ unit, missing }) => [unit, missing]));
}
