import * as Plot from '@observablehq/plot';
import { Window } from 'happy-dom';
import { element, MARGINS, stacked, TEXT, WIDTH } from './sheet.mjs';

/** Colours that stay apart for colour-blind eyes and in print; each has its own symbol too. */
const STYLES = {
  'as published': [
    { colour: '#0b63b5', symbol: 'circle' },
    { colour: '#0a7350', symbol: 'triangle' },
  ],
  honest: [
    { colour: '#b04a00', symbol: 'square' },
    { colour: '#84399e', symbol: 'star' },
  ],
  published: [{ colour: TEXT, symbol: 'diamond' }],
};

/**
 * A figure as the text of an SVG file that stands by itself: normalized length, models on the string and
 * the fraction of pairs connected, above each other on one axis.
 *
 * @param {import('./figures.mjs').Figure} figure
 * @param {readonly import('./groups.mjs').Group[]} groups
 * @param {{ points: readonly (readonly number[])[] } | null} published
 * @param {Baselines} baselines
 */
export function figureOf(figure, groups, published, baselines) {
  const { document } = new Window({ settings: { enableJavaScriptEvaluation: false } });
  const drawn = groups.filter(({ x, reached }) => Number.isFinite(x) && reached > 0);
  const series = seriesIn(drawn, figure, published);
  const domain = domainOf(drawn, published, baselines);
  const scene = { document, figure, series, published, baselines, domain };
  const legend = legendOf(document, series);
  const panels = [
    lengthPanel(scene, measured(drawn, 'length')),
    modelsPanel(scene, measured(drawn, 'models')),
    fractionPanel(scene, drawn),
  ];
  return stacked(document, figure.title, [legend, ...panels]);
}

/** The series with their looks, in the order of the legend. */
function seriesIn(groups, figure, published) {
  const used = { 'as published': 0, honest: 0 };
  const seen = new Map(groups.map(({ series, mode }) => [series, mode]));
  const own = [...seen].map(([name, mode]) => {
    const style = STYLES[mode][used[mode]++ % STYLES[mode].length];
    return { name, mode, words: wordsOf(name, mode), ...style };
  });
  if (published === null) return own;
  const [style] = STYLES.published;
  const words = `${figure.published.label}: mean over the connected pairs alone`;
  return [...own, { name: 'published', mode: 'published', words, ...style }];
}

function wordsOf(name, mode) {
  const rest = name.slice(mode.length);
  return mode === 'honest'
    ? `ours, level met${rest}: mean over all pairs whose ends reached it, 95 % band`
    : `ours, as published${rest}: mean over the connected pairs alone (their number above the plot)`;
}

/** Each mode's own mean: of the published mode over the connected pairs, of the honest one over all. */
function measured(groups, measure) {
  return groups
    .map((group) => {
      const of = group.mode === 'honest' ? group.overAll : group.overConnected;
      return { series: group.series, mode: group.mode, x: group.x, ...of[measure] };
    })
    .filter(({ mean }) => mean !== null);
}

/**
 * Losses of predictors that are no networks, null where they are not known.
 *
 * @typedef {{ constant: number | null, linear: number | null }} Baselines
 */

/** All x that there are, with a little room; and the best constant, unless it is far off. */
function domainOf(groups, published, baselines) {
  const own = [...groups.map((group) => group.x), ...(published?.points ?? []).map(([at]) => at)];
  const constant = baselines.constant ?? Infinity;
  const x = constant < 2 * Math.max(...own) ? [...own, constant] : own;
  const [least, most] = [Math.min(...x), Math.max(...x)];
  const room = (most / least) ** 0.04 || 1.1;
  return [least / room, most * room];
}

function lengthPanel(scene, points) {
  const own = scene.published?.points.map(([x, y]) => ({ x, y })) ?? [];
  return panel(scene, {
    height: 270,
    marginTop: 34,
    y: { label: '↑ normalized length', domain: [1, top(points, own)], nice: true, zero: false },
    marks: [
      ...meanMarks(scene, points, own),
      Plot.text(
        spaced(
          points.filter(({ mode }) => mode === 'as published'),
          scene.domain,
        ),
        {
          x: 'x',
          text: 'n',
          frameAnchor: 'top',
          dy: -12,
          fill: ({ series }) => colourOf(scene, series),
        },
      ),
    ],
  });
}

function modelsPanel(scene, points) {
  const own = scene.published?.points.map(([x, , y]) => ({ x, y })) ?? [];
  const most = 1.1 * Math.max(4, top(points, own));
  return panel(scene, {
    height: 240,
    marginTop: 22,
    y: {
      type: 'log',
      label: '↑ models, both ends counted',
      domain: [1.8, most],
      ticks: [2, 3, 5, 10, 20, 50, 100, 200, 500].filter((tick) => tick <= most),
      tickFormat: 'd',
    },
    marks: meanMarks(scene, points, own),
  });
}

function fractionPanel(scene, groups) {
  const points = groups.map(({ series, x, connected, reached, fraction }) => ({
    series,
    x,
    y: connected / reached,
    ...fraction,
  }));
  return panel(scene, {
    height: 190,
    marginTop: 22,
    marginBottom: 46,
    last: true,
    y: {
      label: '↑ connected, as a fraction of the pairs whose ends reached the threshold (95 %)',
      domain: [0, 1],
      ticks: 5,
    },
    marks: [...intervals(scene, points), ...lines(scene, points)],
  });
}

/** Intervals of the series beside each other, for they often lie at one x. */
function intervals(scene, points) {
  return scene.series.map(({ name, colour }, i) => {
    const own = points.filter(({ series }) => series === name);
    return Plot.ruleX(own, { x: 'x', y1: 'low', y2: 'high', stroke: colour, strokeWidth: 1.2, dx: 2 * i - 1 }); // prettier-ignore
  });
}

/** Bands, lines and points; a band has no height above a level that the scale cannot show. */
function meanMarks(scene, points, own) {
  const honest = points.filter(({ mode, low }) => mode === 'honest' && low !== null);
  return [
    Plot.areaY(honest, {
      x: 'x',
      y1: ({ low }) => Math.max(low, 1),
      y2: 'high',
      z: 'series',
      fill: fill(scene),
      fillOpacity: 0.15,
      clip: true,
    }),
    ...lines(scene, points.map((point) => ({ ...point, y: point.mean }))), // prettier-ignore
    ...(own.length === 0 ? [] : lines(scene, own.map((point) => ({ ...point, series: 'published' })))), // prettier-ignore
  ];
}

function lines(scene, points) {
  const seen = [...new Set(points.map(({ series }) => series))];
  return seen.flatMap((name) => {
    const own = points.filter(({ series }) => series === name);
    const { colour, symbol, mode } = scene.series.find((each) => each.name === name);
    const at = { x: 'x', y: 'y', stroke: colour };
    return [
      Plot.line(own, { ...at, strokeWidth: 1.4, ...(mode === 'published' ? { strokeDasharray: '4 3' } : {}) }), // prettier-ignore
      Plot.dot(own, { x: 'x', y: 'y', fill: colour, symbol, r: 3.4 }),
    ];
  });
}

function panel({ document, figure, domain, baselines }, { y, marks, last = false, ...size }) {
  return Plot.plot({
    document,
    width: WIDTH,
    ...MARGINS,
    marginBottom: 10,
    ...size,
    style: { background: 'none', color: TEXT, fontSize: '11.5px' },
    x: { type: 'log', domain, axis: null },
    y: { grid: true, ...y },
    marks: [
      Plot.frame({ stroke: '#c9ced6' }),
      ...(last ? axisMark(figure, domain) : []),
      ...baselineMarks(baselines, domain, last),
      ...marks,
    ],
  });
}

/** Every tick with its number: the library's own axis leaves some out on a logarithmic scale. */
function axisMark({ label, ticks: given }, domain) {
  const ticks = given ?? ticksOf(domain);
  return [
    Plot.axisX(ticks, {
      label: `${label} →`,
      labelAnchor: 'right',
      text: ticks.map(String),
    }),
  ];
}

/** The losses of the best constant and of the best line: a level near one asks little of a network. */
function baselineMarks(baselines, [least, most], last) {
  return Object.entries(baselines)
    .filter(([, at]) => at !== null && at >= least && at <= most)
    .flatMap(([name, at], i) => {
      const line = Plot.ruleX([at], { stroke: '#5b6472', strokeDasharray: '2 3' });
      const words = { x: at, text: [`best ${name}`], frameAnchor: 'bottom', textAnchor: 'end', dx: -4, dy: -6 - 14 * i, fill: '#5b6472' }; // prettier-ignore
      return last ? [line, Plot.text([at], words)] : [line];
    });
}

/** 1, 2 and 5 times the powers of ten; of a narrow range all of 1 to 9. */
function ticksOf([least, most]) {
  const all = Array.from({ length: 12 }, (_, i) => 10 ** (i - 6)).flatMap((power) =>
    (most / least < 20 ? [1, 1.5, 2, 3, 4, 5, 6, 8] : [1, 2, 5]).map((digit) =>
      Number((digit * power).toPrecision(2)),
    ),
  );
  return all.filter((tick) => tick >= least && tick <= most);
}

function top(points, own) {
  return Math.max(1.1, ...points.map(({ high, mean }) => Math.min(high ?? mean, 2 * mean)), ...own.map(({ y }) => y)); // prettier-ignore
}

/** Points whose labels do not run into each other, from the left on. */
function spaced(points, [least, most]) {
  const pixels = (x) => (Math.log(x / least) / Math.log(most / least)) * (WIDTH - 82);
  const kept = [];
  for (const point of points.toSorted((a, b) => a.x - b.x))
    if (kept.length === 0 || pixels(point.x) - pixels(kept.at(-1).x) >= 18) kept.push(point);
  return kept;
}

function colourOf({ series }, name) {
  return series.find((each) => each.name === name).colour;
}

function fill(scene) {
  return ({ series }) => colourOf(scene, series);
}

function legendOf(document, series) {
  const row = 18;
  const svg = element(document, 'svg', { width: WIDTH, height: series.length * row + 6 });
  series.forEach(({ words, colour, symbol }, i) => {
    const y = i * row + row / 2;
    const mark = Plot.plot({ document, width: 20, height: 20, margin: 0, axis: null, x: { domain: [0, 20] }, y: { domain: [20, 0] }, marks: [Plot.dot([[10, 10]], { fill: colour, symbol, r: 4 })] }); // prettier-ignore
    mark.setAttribute('x', MARGINS.marginLeft);
    mark.setAttribute('y', y - 10);
    const text = element(document, 'text', { x: MARGINS.marginLeft + 24, y: y + 4, fill: TEXT });
    text.textContent = words;
    svg.append(mark, text);
  });
  return svg;
}
