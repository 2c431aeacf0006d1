import { PAGE_STYLES, recordedRun, runPage, sweepPage } from '@isthmus/charts';
import { element } from '@isthmus/charts/internal';
import type { ExperimentResult, SweepRecord } from '@isthmus/core/contract';
import { reportDocument } from './document.js';
import { documentHtml } from './self-contained.js';

/**
 * A run as one HTML page that needs nothing beside itself: no network, no script. All strings of
 * the result are shown as text, whatever they hold.
 */
export function renderHtmlReport(result: ExperimentResult): string {
  const document = reportDocument();
  const header = element(document, 'header', {}, [
    element(document, 'p', { class: 'overline' }, ['Isthmus report']),
    element(document, 'h1', {}, [result.name]),
  ]);
  const sections = runPage(recordedRun(result)).map((section) => section.draw(document));
  return documentHtml({
    document,
    title: `${result.name} · Isthmus`,
    styles: PAGE_STYLES,
    body: [header, ...sections],
  });
}

/**
 * A sweep as one HTML page that needs nothing beside itself: no network, no script. All strings of the
 * record are shown as text, whatever they hold.
 */
export function renderSweepReport(record: SweepRecord): string {
  const document = reportDocument();
  return documentHtml({
    document,
    title: `${record.name} · Isthmus sweep`,
    styles: PAGE_STYLES,
    body: sweepPage(record, document),
  });
}
