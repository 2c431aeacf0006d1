import { DRAWING_STYLES } from './page-drawings.js';
import { COLOURS, type ColourToken } from './palette.js';

/**
 * Takes out what a content security policy without inline style refuses: Plot's own `<style>`
 * elements and all `style` attributes. What they said is in `CHART_STYLES`.
 *
 * @example
 * const [pair] = result.pairs;
 * const data = pairData(pair, result.loss.unit);
 * const chart = withoutInlineStyle(interpolationChart(data, { document }));
 * chart.querySelectorAll('style, [style]').length; // 0
 */
export function withoutInlineStyle<E extends Element>(root: E): E {
  for (const style of root.querySelectorAll('style')) style.remove();
  for (const node of [root, ...root.querySelectorAll('[style]')]) node.removeAttribute('style');
  return root;
}

const DARK = variables(({ vscode, dark }) => themed(vscode, dark));
const LIGHT = variables(({ vscode, light }) => themed(vscode, light));
const FORCED = variables(({ forced }) => forced);
const PRINTED = variables(({ light }) => light);

/**
 * The style sheet of all charts and tables, for the page that shows them. Colours follow VS Code's
 * theme where there is one (its kind stands in the class of the body), else the reader's light or
 * dark scheme; forced colours are obeyed, and print is light.
 */
export const CHART_STYLES = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
body.vscode-dark, body.vscode-high-contrast { color-scheme: dark; ${DARK} }
body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; ${LIGHT} }
@media (forced-colors: active) { :root, body { ${FORCED} } }
@media print { :root { color-scheme: light; ${PRINTED} } }

:where(.isthmus-chart) { margin: 0; container-type: inline-size; }
.isthmus-chart { color: var(--isthmus-foreground); }
.isthmus-chart figcaption { font-weight: 600; margin: 0 0 0.5rem; }
.isthmus-chart-scroll { overflow-x: auto; }
.isthmus-plot { --plot-background: var(--isthmus-background); display: block; max-width: 100%; height: auto;
  font-family: inherit; font-variant-numeric: tabular-nums; overflow: visible; }
/* There the grid's own variable is that of borders, as loud as what is drawn. */
:is(.vscode-high-contrast, .vscode-high-contrast-light) .isthmus-plot {
  --isthmus-grid: color-mix(in srgb, var(--isthmus-foreground) 30%, var(--isthmus-background)); }
${DRAWING_STYLES}
.isthmus-chart-part { color: var(--isthmus-muted); font-size: 0.875rem; margin: 0.75rem 0 0.25rem; }
.isthmus-plot text, .isthmus-plot tspan { white-space: pre; }
.isthmus-key { display: block; flex: none; }
.isthmus-legend { display: grid; grid-template-columns: auto fit-content(20rem) auto minmax(14rem, 1fr); gap: 0.35rem 1rem; align-items: center;
  list-style: none; margin: 0.5rem 0 0; padding: 0; font-size: 0.875rem; }
.isthmus-legend li { display: contents; }
@container (max-width: 48rem) {
  .isthmus-legend { display: block; }
  .isthmus-legend .isthmus-verdict { white-space: normal; }
  .isthmus-legend li { display: flex; flex-wrap: wrap; align-items: center; gap: 0.1rem 0.75rem; padding: 0.25rem 0; }
}
.isthmus-legend-name { font-weight: 600; min-width: min(7rem, 100%); overflow-wrap: anywhere; }
.isthmus-legend-detail, .isthmus-chart-note { color: var(--isthmus-muted); }
.isthmus-chart-note { font-size: 0.8125rem; margin: 0.6rem 0 0; }

.isthmus-verdict { display: inline-flex; align-items: baseline; gap: 0.4em; white-space: nowrap; }
.isthmus-verdict::before { font-weight: 700; }
.isthmus-verdict-connected::before { content: "✓"; color: var(--isthmus-connected); }
.isthmus-verdict-disconnected::before { content: "✕"; color: var(--isthmus-disconnected); }
.isthmus-verdict-not-found::before { content: "?"; color: var(--isthmus-not-found); }
.isthmus-verdict-failed::before { content: "!"; color: var(--isthmus-disconnected); }
.isthmus-verdict-running::before { content: "…"; color: var(--isthmus-muted); }

/* Where a table goes on beyond its box, a shadow lies on that edge: covers of the background's colour move
   with the table and hide the shadows at its ends. */
.isthmus-table-scroll, .isthmus-table-scroll-long { container-type: inline-size; scrollbar-width: thin;
  --cover: var(--isthmus-background); --shadow: color-mix(in srgb, var(--isthmus-foreground) 26%, transparent);
  background:
    linear-gradient(to right, var(--cover) 60%, transparent) 0 0 / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--cover) 60%, transparent) 100% 0 / 2.5rem 100% no-repeat local,
    linear-gradient(to right, var(--shadow), transparent) 0 0 / 1rem 100% no-repeat scroll,
    linear-gradient(to left, var(--shadow), transparent) 100% 0 / 1rem 100% no-repeat scroll; }
.isthmus-table-scroll { overflow-x: auto; }
.isthmus-table-scroll-long { overflow: auto; max-height: 24rem; border-block-end: 1px solid var(--isthmus-grid); }
.isthmus-table { border-collapse: collapse; min-width: min(100%, 34rem); font-size: 0.8125rem; line-height: 1.4; color: var(--isthmus-foreground); }
.isthmus-table caption { text-align: start; color: var(--isthmus-muted); padding: 0 0 0.5rem;
  max-width: 100cqi; position: sticky; inset-inline-start: 0; }
.isthmus-table th, .isthmus-table td { padding: 0.4rem 0.35rem; text-align: start; vertical-align: baseline; }
.isthmus-table th:first-child, .isthmus-table td:first-child { padding-inline-start: 0; }
.isthmus-table th:last-child, .isthmus-table td:last-child { padding-inline-end: 0.25rem; }
.isthmus-table .isthmus-number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.isthmus-table thead th, .isthmus-table thead .isthmus-number { color: var(--isthmus-muted); font-weight: 500; vertical-align: bottom; white-space: normal; }
.isthmus-table thead tr:last-child th { border-bottom: 1px solid var(--isthmus-muted); }
.isthmus-table .isthmus-group { text-align: center; white-space: nowrap; border-bottom: 1px solid var(--isthmus-grid); }
.isthmus-table tbody th:not(.isthmus-number) { font-weight: 600; min-width: 6.5rem; max-width: 18rem; overflow-wrap: break-word; }
.isthmus-table tbody th.isthmus-number { font-weight: 400; color: var(--isthmus-muted); }
.isthmus-table tbody tr + tr > * { border-top: 1px solid var(--isthmus-grid); }
/* What names a row stays in sight while the rest of it is scrolled. */
.isthmus-table tbody th:first-child, .isthmus-table thead th:first-child { position: sticky; inset-inline-start: 0; z-index: 1;
  background: var(--isthmus-background); }
.isthmus-table-scroll-long thead th { position: sticky; top: 0; background: var(--isthmus-background);
  box-shadow: inset 0 -1px 0 var(--isthmus-muted); }
.isthmus-table-scroll-long thead th:first-child { z-index: 2; }
.isthmus-bars { min-width: 0; width: 100%; }
.isthmus-bars .isthmus-bar-cell { width: 60%; }
.isthmus-bar-cell svg { display: block; width: 100%; height: 0.9rem; }
.isthmus-bar { fill: var(--isthmus-series-1); }
.isthmus-bar-below { fill: var(--isthmus-series-2); }
.isthmus-bar-zero { stroke: var(--isthmus-muted); stroke-width: 1; vector-effect: non-scaling-stroke; }
.isthmus-cell-detail { display: block; color: var(--isthmus-muted); min-width: 7rem; }

/* A table of many columns: narrower where room is scarce, and in cards where there is too little of it. */
.isthmus-table-cards .isthmus-group { white-space: normal; }
@container (max-width: 68rem) {
  .isthmus-table-cards { font-size: 0.75rem; }
  .isthmus-table-cards th, .isthmus-table-cards td { padding-inline: 0.22rem; }
  .isthmus-table-cards tbody th:not(.isthmus-number) { min-width: 5rem; }
}
@container (max-width: 52rem) {
  .isthmus-table-cards { display: block; font-size: 0.8125rem; }
  .isthmus-table-cards caption, .isthmus-table-cards tbody { display: block; }
  .isthmus-table-cards thead { display: none; }
  .isthmus-table-cards tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
    column-gap: 0.75rem; align-items: end; padding-block: 0.5rem; }
  .isthmus-table-cards tbody tr + tr { border-top: 1px solid var(--isthmus-grid); }
  .isthmus-table-cards tbody tr > *, .isthmus-table-cards tbody tr + tr > * { border-top: 0; padding: 0.2rem 0;
    min-width: 0; overflow-wrap: anywhere; }
  .isthmus-table-cards tbody tr > :nth-child(-n + 2) { grid-column: 1 / -1; }
  .isthmus-table-cards tbody th:not(.isthmus-number) { max-width: none; position: static; }
  .isthmus-table-cards .isthmus-number { text-align: start; }
  .isthmus-table-cards tbody td:nth-child(n + 3)::before { content: attr(data-heading); display: block; color: var(--isthmus-muted); font-size: 0.75rem; white-space: normal; }
  .isthmus-table-cards .isthmus-row-empty td:nth-child(n + 3) { display: none; }
  .isthmus-table-cards .isthmus-cell-detail { display: inline; }
  .isthmus-table-cards .isthmus-cell-detail::before { content: " · "; }
}

@media print {
  .isthmus-table-scroll, .isthmus-table-scroll-long, .isthmus-chart-scroll { overflow: visible; max-height: none; }
  .isthmus-table-scroll, .isthmus-table-scroll-long { background: none; }
  .isthmus-chart { break-inside: avoid; }
  .isthmus-table tr { break-inside: avoid; }
}
`.trim();

function themed(vscode: string | null, own: string): string {
  return vscode === null ? own : `var(${vscode}, ${own})`;
}

function variables(value: (token: ColourToken) => string): string {
  return COLOURS.map((token) => `${token.name}: ${value(token)};`).join(' ');
}
