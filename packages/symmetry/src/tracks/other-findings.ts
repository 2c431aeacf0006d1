import type { Fact, FactTable, LinesChart } from '@isthmus/core/contract';
import type { RotationTrack } from './rotation-track.js';
import type { ScalingTrack } from './scaling-track.js';
import { nameOf } from './track-words.js';
import { keptRange, type UnitState } from './unit-states.js';

/** The loss along the scaling of a unit, alone and with L2. */
export function scalingChart(
  { state, points, balanced }: ScalingTrack,
  strength: number,
): LinesChart {
  const x = points.map(({ factor }) => factor);
  const inside = balanced !== null && balanced >= x[0]! && balanced <= x.at(-1)!;
  return {
    kind: 'lines',
    title: `Scaling of ${nameOf(state)}: change of the loss`,
    caption: `What makes the unit (its bias too) times c, what reads it divided by c. With L2: plus the change of ${strength}‖θ‖², which has one least factor.`,
    x: { label: 'factor c', log: true },
    y: { label: 'change of the loss' },
    series: [
      { label: 'loss', x, y: points.map(({ change }) => change) },
      { label: 'with L2', x, y: points.map(({ change, norm }) => change + strength * norm) },
    ],
    marks: inside ? [{ x: balanced, label: 'least norm' }] : [],
  };
}

/** What a scaling shows. */
export function scalingFacts({ state, points }: ScalingTrack): readonly Fact[] {
  const { space } = state.layer;
  return [
    {
      label: `${nameOf(state)}: largest change by scaling`,
      value: points.reduce((most, { change }) => Math.max(most, Math.abs(change)), 0),
      meaning: `Of the loss over ${points.length} factors from ${points[0]!.factor.toPrecision(3)} to ${points.at(-1)!.factor.toPrecision(3)}. Scaling is ${space.scaling ? 'a symmetry here' : 'no symmetry here: the activation does not commute with it'}.`,
    },
  ];
}

/** The loss along the rotation of two units. */
export function rotationChart({ units, points }: RotationTrack): LinesChart {
  const [one, other] = units;
  return {
    kind: 'lines',
    title: `Rotation of units ${one.unit} and ${other.unit} of ${one.layer.node}: change of the loss`,
    caption:
      'The two units h become h R(φ), and what reads them undoes it: exact for linear units; through an activation the change is the violation.',
    x: { label: 'angle φ in degrees' },
    y: { label: 'change of the loss' },
    series: [
      {
        label: 'loss',
        x: points.map(({ angle }) => angle),
        y: points.map(({ change }) => change),
      },
    ],
    marks: [],
  };
}

/** What a rotation shows. */
export function rotationFacts({ units, points }: RotationTrack): readonly Fact[] {
  const [one, other] = units;
  return [
    {
      label: `${one.layer.node}, units ${one.unit} and ${other.unit}: largest change by rotation`,
      value: points.reduce((most, { change }) => Math.max(most, Math.abs(change)), 0),
      meaning: `Of the loss over ${points.length} angles of a whole turn. ${isLinear(one) ? 'Nothing stands between what makes the units and what reads them, so it is rounding alone.' : 'The violation: the activation does not commute with rotations.'}`,
    },
  ];
}

function isLinear({ layer }: UnitState): boolean {
  return layer.values === layer.node;
}

/** Rows of the table at most. */
const MOST_ROWS = 500;

/** All units of the layers that were looked at. */
export function unitsTable(states: readonly UnitState[], rows: number): FactTable {
  const shown = states.slice(0, MOST_ROWS);
  const rest = states.length - shown.length;
  return {
    title: 'Hidden units on the evaluation set',
    caption: `${rows} rows; of a convolution one channel over all places is one unit. Dead: 0 everywhere; active: passes its sum on everywhere; partial: neither.${rest > 0 ? ` ${rest} more are not shown.` : ''}`,
    columns: [
      { label: 'layer', meaning: '' },
      { label: 'unit', meaning: 'counted from 0' },
      { label: 'kind', meaning: '' },
      { label: 'least sum', meaning: 'before the activation' },
      { label: 'largest sum', meaning: 'before the activation' },
      { label: 'share above 0', meaning: 'of rows (and places)' },
      {
        label: 'shift from',
        meaning: 'least shift of its bias that keeps the function on the data',
      },
      { label: 'shift to', meaning: 'largest such shift' },
      { label: 'out', meaning: 'length of the weights that read it' },
    ],
    rows: shown.map((state) => {
      const [from, to] = keptRange(state) ?? [0, 0];
      const { layer, unit, kind, least, most, on, out } = state;
      return [layer.node, unit, kind, least, most, on, from, to, out];
    }),
  };
}
