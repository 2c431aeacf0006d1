import type { SweepRecord } from '@isthmus/contract';
import { sweepChart } from '../charts/sweep.js';
import { factsOfSweep, sweepFactData } from '../data/sweep-fact-data.js';
import { type DomChild, element } from '../drawing/dom.js';
import { formatCount } from '../format/format.js';
import { sweepFactTable } from '../tables/sweep-fact-table.js';
import { section } from './parts.js';

/** Facts that are drawn, of each analysis; the table has the rest. */
const MAX_CHARTS = 12;

/** What the analyses of a sweep found, by group: charts and a table for each; null where there are none. */
export function sweepFactsSection(document: Document, record: SweepRecord): DomChild {
  const found = factsOfSweep(record);
  if (found.length === 0) return null;
  const indices = [...new Set(found.map(({ index }) => index))].sort((a, b) => a - b);
  return section(
    document,
    'Analyses',
    indices.flatMap((index) => {
      const own = found.filter((one) => one.index === index);
      const drawn = own.flatMap((one) => sweepFactData(record, one) ?? []);
      return [
        element(document, 'h3', {}, [own[0]!.analysis]),
        ...drawn
          .slice(0, MAX_CHARTS)
          .map((data) => sweepChart(data, { document, width: 'page', height: 260 })),
        drawn.length > MAX_CHARTS
          ? element(document, 'p', { class: 'note' }, [
              `${formatCount(drawn.length - MAX_CHARTS)} more facts differ between groups; the table has them.`,
            ])
          : null,
        sweepFactTable(record, own, { document }),
      ];
    }),
    { id: 'analyses' },
  );
}
