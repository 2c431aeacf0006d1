import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Places along the axis of eigenvalues. */
const PLACES = 240;

/** The width of the normal distributions that stand for eigenvalues, as a part of the whole range. */
const BLUR = 1 / 60;

/**
 * The densities of eigenvalues that core/spectrum found in the trials of a sweep over arms: at each t the mean
 * of each arm over its trials. They come of the shares at or below a value, all blurred alike.
 *
 * @param {string} folder of the sweep
 * @param {readonly { folder: string, values: { arm: string } }[]} trials
 */
export function densitiesOf(folder, trials) {
  const curves = trials.flatMap((trial) => curvesOf(folder, trial));
  return [...new Set(curves.map(({ t }) => t))].map((t) => {
    const own = curves.filter((curve) => curve.t === t);
    const ends = own.flatMap(({ x }) => [x[0], x.at(-1)]);
    const width = (Math.max(...ends) - Math.min(...ends)) * BLUR;
    const [from, to] = [Math.min(...ends) - 4 * width, Math.max(...ends) + 4 * width];
    const x = Array.from({ length: PLACES + 1 }, (_, i) => from + (i * (to - from)) / PLACES);
    const arms = [...new Set(own.map(({ arm }) => arm))].map((arm) => {
      const curvesOfArm = own.filter((curve) => curve.arm === arm);
      return {
        arm,
        count: curvesOfArm.length,
        density: x.map((at) => rounded(densityAt(curvesOfArm, at, width))),
      };
    });
    return { t, count: arms[0].count, x: x.map(rounded), arms };
  });
}

function curvesOf(folder, { folder: place, values }) {
  const { analyses } = JSON.parse(readFileSync(join(folder, place, 'result.json'), 'utf8'));
  const charts = analyses
    .filter(({ analysis }) => analysis.use === 'core/spectrum')
    .flatMap(({ findings }) => findings.charts)
    .filter(({ title }) => title.startsWith('Share of the eigenvalues'));
  return charts.flatMap(({ series }) =>
    series.map(({ label, x, y }) => ({
      arm: values.arm,
      t: Number(label.replace('t = ', '')),
      x,
      y,
    })),
  );
}

/** The mean over trials of the steps of their shares, each step a normal distribution. */
function densityAt(curves, at, width) {
  let sum = 0;
  for (const { x, y } of curves)
    for (let i = 0; i < x.length; i++) {
      const off = (at - x[i]) / width;
      if (Math.abs(off) < 6) sum += (y[i] - (y[i - 1] ?? 0)) * Math.exp(-0.5 * off * off);
    }
  return sum / (curves.length * width * Math.sqrt(2 * Math.PI));
}

/** Below a thousandth of one eigenvalue of a hundred there is nothing to see. */
function rounded(value) {
  return Math.abs(value) < 1e-5 ? 0 : Number(value.toPrecision(5));
}
