import { CHART_STYLES } from '../drawing/styles.js';

/**
 * The style sheet of the page of a run: that of the charts, then that of the page around them. An editor puts
 * its own type and room around it.
 */
export const PAGE_STYLES = `
${CHART_STYLES}

*, *::before { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--isthmus-background); color: var(--isthmus-foreground);
  font: 400 0.9375rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 75rem; margin: 0 auto; padding: 3rem 2rem 4rem; }
h1, h2, h3, h4, p, dl, dd, pre { margin: 0; }
h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.1875rem; line-height: 1.3; font-weight: 650; margin-bottom: 1.25rem; }
h3 { font-size: 0.9375rem; font-weight: 600; margin: 1.75rem 0 0.6rem; }
section { margin-top: 3rem; padding-top: 2rem; border-top: 1px solid var(--isthmus-grid); }
section > * + * { margin-top: 1.5rem; }
section > h2 + * { margin-top: 0; }
.part > * + * { margin-top: 0.9rem; }
.part > h3 { margin: 0; }
.part > h4 { margin: 0.75rem 0 0; font-size: 0.875rem; font-weight: 600; color: var(--isthmus-muted); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.8125rem; }
code { overflow-wrap: anywhere; }
pre { padding: 1rem 1.25rem; border: 1px solid var(--isthmus-grid); border-radius: 6px; overflow-x: auto; line-height: 1.5; }

.overline { color: var(--isthmus-muted); font-size: 0.8125rem; margin-bottom: 0.35rem; }
.headline { margin-top: 1.75rem; padding: 1.1rem 1.4rem; border: 1px solid var(--isthmus-grid);
  border-inline-start: 4px solid var(--tone, var(--isthmus-muted)); border-radius: 6px; }
.headline-connected { --tone: var(--isthmus-connected); }
.headline-not-found { --tone: var(--isthmus-not-found); }
.headline-disconnected, .headline-failed { --tone: var(--isthmus-disconnected); }
.headline-title { font-size: 1.25rem; line-height: 1.4; font-weight: 600; overflow-wrap: anywhere; }
.headline-detail { margin-top: 0.3rem; color: var(--isthmus-muted); max-width: 62rem; overflow-wrap: anywhere; white-space: pre-line; }
.warnings { margin-top: 1rem; padding: 0.8rem 1.4rem; border: 1px solid var(--isthmus-not-found); border-radius: 6px; overflow-wrap: anywhere; }
.warnings-title { font-weight: 600; }
.warnings-title::before { content: "!"; font-weight: 700; color: var(--isthmus-not-found); margin-inline-end: 0.6em; }
.warnings ul { margin: 0.35rem 0 0; padding-inline-start: 1.1rem; }
.warnings li { white-space: pre-line; }
.note { color: var(--isthmus-muted); max-width: 52rem; }

.overview { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1.1rem 2rem; margin-top: 2rem; }
.overview dt { color: var(--isthmus-muted); font-size: 0.8125rem; }
.overview dd { overflow-wrap: anywhere; }
.facts > div { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 0 1.5rem; padding: 0.3rem 0; }
.facts dt { color: var(--isthmus-muted); }
.facts dd { overflow-wrap: anywhere; }

.facts + details { margin-top: 1rem; }
details > summary { cursor: pointer; color: var(--isthmus-muted); width: fit-content; }
details > summary:hover { color: var(--isthmus-foreground); }
details > summary:focus-visible, [tabindex="0"]:focus-visible { outline: 2px solid var(--isthmus-series-1); outline-offset: 3px; border-radius: 2px; }
details[open] > summary { margin-bottom: 0.9rem; }
footer { margin-top: 3rem; padding-top: 1.25rem; border-top: 1px solid var(--isthmus-grid); color: var(--isthmus-muted); font-size: 0.8125rem; }

@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; }
  .facts > div { grid-template-columns: 1fr; }
  .overview { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0.9rem 1.25rem; }
}
@media print {
  @page { margin: 15mm; }
  main { max-width: none; padding: 0; }
  html { font-size: 75%; }
  section { margin-top: 1.5rem; padding-top: 1rem; }
  h2, h3, h4 { break-after: avoid; }
  details:not([open]) { display: none; }
  .isthmus-table { font-size: 7pt; }
  .isthmus-table th, .isthmus-table td { padding: 2pt 4pt; }
}
`.trim();
