import { standaloneSvg, sweepSvg } from '@isthmus/charts';
import { factsOfSweep, findingLines, sweepFactData } from '@isthmus/charts/internal';
import { Window } from 'happy-dom';

const WIDTH = 500;
const HEIGHT = 250;
const HEADING = 26;
const COLUMNS = 2;

/**
 * Charts of curves as the text of an SVG file that stands by itself, two to a row, each with its title above
 * it and the names of its curves below.
 *
 * @param {readonly import('@isthmus/core/contract').LinesChart[]} charts
 */
export function drawnPanels(charts) {
  return sheetOf(charts.map(panelOf));
}

/**
 * Quantities of a sweep, and facts that its analyses found, as panels of one SVG file.
 *
 * @param {import('@isthmus/core/contract').SweepRecord} record
 * @param {readonly import('@isthmus/charts').SweepData[]} quantities
 * @param {readonly string[]} facts by their labels
 */
export function drawnSweepPanels(record, quantities, facts) {
  const found = factsOfSweep(record).filter(({ fact }) => facts.includes(fact));
  const data = [...quantities, ...found.map((one) => sweepFactData(record, one))];
  return sheetOf(
    data.map((one) => {
      const { document } = new Window({ settings: { enableJavaScriptEvaluation: false } });
      const drawing = sweepSvg(one, { document, width: WIDTH, height: HEIGHT });
      return sized(standaloneSvg(drawing, [], { document }), one.words);
    }),
  );
}

/** Panels two to a row. */
function sheetOf(panels) {
  const columns = Math.min(COLUMNS, panels.length);
  const tops = [];
  let height = 0;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    tops.push(...row.map(() => height));
    height += HEADING + Math.max(...row.map((panel) => panel.height));
  }
  const wide = Math.max(...panels.map(({ width }) => width));
  const parts = panels.map(({ text, title }, i) => {
    const x = (i % columns) * wide;
    const heading = `<text x="${x + 12}" y="${tops[i] + 18}" font-size="13" font-weight="600" fill="#1f2328">${escaped(title)}</text>`;
    return `${heading}${text.trim().replace(/^<svg/, `<svg x="${x}" y="${tops[i] + HEADING}"`)}`;
  });
  const size = `width="${columns * wide}" height="${height}" viewBox="0 0 ${columns * wide} ${height}"`;
  const names = escaped(panels.map(({ title }) => title).join('; '));
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="system-ui, sans-serif" role="img" aria-label="${names}"><rect width="100%" height="100%" fill="white"/>${parts.join('')}</svg>\n`;
}

function panelOf(chart) {
  const { document } = new Window({ settings: { enableJavaScriptEvaluation: false } });
  const figure = findingLines(chart, { document, width: WIDTH, height: HEIGHT });
  const drawing = figure.querySelector('svg');
  // The figure's own legend is for a page; a single curve needs none.
  const names = chart.series.length > 1 ? chart.series.map(({ label }) => label) : [];
  return sized(standaloneSvg(drawing, names, { document }), chart.title);
}

function sized(text, title) {
  const sizeOf = (name) => Number(new RegExp(`${name}="([\\d.]+)"`).exec(text)[1]);
  return { text, title, width: sizeOf('width'), height: sizeOf('height') };
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
