import type { LinesChart } from '@isthmus/core/contract';
import { countIn } from './units-facts.js';
import type { UnitStates } from './unit-states.js';

/** Charts on one page, and points of one curve. */
const MOST_CHARTS = 8;
const MOST_POINTS = 1000;

/** For each activation the ranges of z of its units, side by side. */
export function rangesCharts(all: readonly UnitStates[]): readonly LinesChart[] {
  return all.slice(0, MOST_CHARTS).map(rangesChart);
}

function rangesChart(states: UnitStates): LinesChart {
  const { activation, at, z } = states;
  const order = thinned(Array.from(z.most.keys()).sort((a, b) => z.most[a]! - z.most[b]!));
  const x = order.map(({ place }) => place);
  const [dead, active] = [countIn([states], 'dead'), countIn([states], 'above')];
  return {
    kind: 'lines',
    title: `Inputs of ${activation.node}, unit by unit`,
    caption: `For each of ${activation.space.size} units the largest and the smallest z on ${at.rows} rows of the evaluation set, units in the order of the largest. ${dead} are dead: both lie at or below 0. ${active} are always active: both lie at or above 0.`,
    x: { label: 'units, by their largest z' },
    y: { label: 'z' },
    series: [
      { label: 'largest z', x, y: order.map(({ unit }) => z.most[unit]!) },
      { label: 'smallest z', x, y: order.map(({ unit }) => z.least[unit]!) },
      { label: '0', x, y: x.map(() => 0) },
    ],
    marks: [],
  };
}

/** Units with their places from 1, evenly thinned where there are very many. */
function thinned(units: readonly number[]): readonly { unit: number; place: number }[] {
  const count = Math.min(units.length, MOST_POINTS);
  return Array.from({ length: count }, (_, i) => {
    const place = count === 1 ? 0 : Math.round((i * (units.length - 1)) / (count - 1));
    return { unit: units[place]!, place: place + 1 };
  });
}
