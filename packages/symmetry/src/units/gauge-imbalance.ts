import type { UnitSpace } from '@isthmus/core';
import { balancedGauge, type Gauge, type LeftOut } from '../gauge/gauge.js';
import { actWide } from '../group/act-wide.js';
import { mapWide, type WideParams } from '../group/float64.js';
import { identityForm } from '../group/normal-form.js';
import { entriesOf } from './free-dimensions.js';

/** How far weights stand from the least norm that scales of units allow. */
export interface GaugeImbalance {
  /** Their norm over that in the balanced gauge, without what is left out: 1 where they are balanced; null where nothing scales. */
  readonly ratio: number | null;
  /** The unit that is farthest off, with the factor that would balance it; null where no unit has one. */
  readonly widest: {
    readonly space: string;
    readonly unit: number;
    readonly factor: number;
  } | null;
  /** Units without a balanced point: all that makes them or all that reads them is 0. */
  readonly leftOut: number;
}

/**
 * Compares weights with the one point of least norm on their scaling orbit.
 *
 * @example
 * const { spaces } = tiedAxes(network.view);
 * gaugeImbalance(spaces, widenParams(a)).ratio >= 1; // true
 */
export function gaugeImbalance(spaces: readonly UnitSpace[], params: WideParams): GaugeImbalance {
  if (!spaces.some(({ scaling }) => scaling)) return { ratio: null, widest: null, leftOut: 0 };
  const { scales, leftOut } = balancedGauge(spaces, params);
  const forms = Object.entries(scales).map(([name, by]) => [name, { ...identityForm(by.length), by }] as const); // prettier-ignore
  // What has no least norm counts on neither side.
  const kept = withoutUnits(spaces, params, leftOut);
  const balanced = actWide(spaces, Object.fromEntries(forms), kept);
  const least = normOf(balanced);
  return {
    ratio: least === 0 ? null : normOf(kept) / least,
    widest: widestOf(scales, leftOut),
    leftOut: leftOut.length,
  };
}

/** With 0 for all that makes or reads some units. */
function withoutUnits(
  spaces: readonly UnitSpace[],
  params: WideParams,
  units: readonly LeftOut[],
): WideParams {
  const kept = mapWide(params, ({ data }) => data.slice());
  for (const { space, unit } of units) {
    const { bindings, size } = spaces.find(({ name }) => name === space)!;
    for (const binding of bindings)
      for (const at of entriesOf(kept, binding, size, unit)) kept[binding.leaf]!.data[at] = 0;
  }
  return kept;
}

function widestOf(scales: Gauge['scales'], leftOut: readonly LeftOut[]): GaugeImbalance['widest'] {
  const isOut = (space: string, unit: number) =>
    leftOut.some((left) => left.space === space && left.unit === unit);
  const live = Object.entries(scales).flatMap(([space, factors]) =>
    Array.from(factors, (factor, unit) => ({ space, unit, factor })).filter(
      ({ unit }) => !isOut(space, unit),
    ),
  );
  return live.reduce<GaugeImbalance['widest']>(
    (widest, one) => (widest === null || offOf(one.factor) > offOf(widest.factor) ? one : widest),
    null,
  );
}

function offOf(factor: number): number {
  return Math.abs(Math.log(factor));
}

function normOf(params: WideParams): number {
  return Math.sqrt(
    Object.values(params).reduce(
      (sum, { data }) => sum + data.reduce((total, entry) => total + entry * entry, 0),
      0,
    ),
  );
}
