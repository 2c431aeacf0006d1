import { Window } from 'happy-dom';
import * as Plot from '@observablehq/plot';

/** Colours that stay apart for colour-blind eyes and in print. */
const COLOURS = { domain: ['Isthmus', 'PyTorch'], range: ['#0b6e99', '#c2571a'] };

/**
 * A log-log plot of a series as the text of an SVG file that stands by itself.
 *
 * @param counts whether what grows is a count, and no time
 */
export function plotOf({
  label,
  title,
  points,
  yLabel = '↑ seconds',
  counts = false,
  colours = COLOURS,
}) {
  const { document } = new Window({ settings: { enableJavaScriptEvaluation: false } });
  const shown = new Set(points.map(({ who }) => who));
  const last = [...shown].map((who) => points.filter((point) => point.who === who).at(-1));
  const svg = Plot.plot({
    document,
    width: 560,
    height: 360,
    marginLeft: 60,
    marginRight: 70,
    marginBottom: 44,
    style: { background: 'white', color: '#222', fontSize: '12px' },
    x: { type: 'log', label: `${label} →`, grid: true, tickFormat: ',d' },
    y: { type: 'log', label: yLabel, grid: true, tickFormat: counts ? ',d' : '.0e' },
    color: colours,
    marks: [
      Plot.line(points, { x: 'x', y: 'seconds', stroke: 'who' }),
      Plot.dot(points, { x: 'x', y: 'seconds', fill: 'who', r: 3 }),
      Plot.text(last, {
        x: 'x',
        y: 'seconds',
        text: 'who',
        fill: 'who',
        dx: 6,
        textAnchor: 'start',
      }),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = title;
  svg.prepend(name);
  return `${svg.outerHTML}\n`;
}
