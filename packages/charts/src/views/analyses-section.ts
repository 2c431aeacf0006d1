import type { AnalysisRecord, FindingChart } from '@isthmus/contract';
import { contoursChart } from '../charts/contours.js';
import { findingBars } from '../charts/finding-bars.js';
import { findingLines } from '../charts/finding-lines.js';
import type { ShownRun } from '../data/shown-run.js';
import { type DomChild, element } from '../drawing/dom.js';
import { contoursTable, factsTable, findingTable, linesTable } from '../tables/finding-tables.js';
import { folded, section } from './parts.js';

/** What the analyses of a run found, one after the other; null where there are none. */
export function analysesSection(document: Document, { analyses }: ShownRun): DomChild {
  const groups = new Map<number, AnalysisRecord[]>();
  for (const record of analyses) groups.set(record.index, [...(groups.get(record.index) ?? []), record]); // prettier-ignore
  if (groups.size === 0) return null;
  const parts = [...groups]
    .sort(([i], [j]) => i - j)
    .map(([index, records]) => analysisPart(document, index, records));
  return section(document, 'Analyses', parts, { id: 'analyses' });
}

/** One analysis: a sentence and its charts for each question, their facts side by side. */
function analysisPart(
  document: Document,
  index: number,
  records: readonly AnalysisRecord[],
): HTMLElement {
  const { use } = records[0]!.analysis;
  const found = records.map(({ points, findings }) => ({ points, facts: findings.facts }));
  const hasFacts = found.some(({ facts }) => facts.length > 0);
  return element(document, 'div', { class: 'part' }, [
    element(document, 'h3', {}, [use]),
    ...records.map((record) => summary(document, record, records.length > 1)),
    hasFacts ? factsTable(found, `What ${use} found.`, { document }) : null,
    ...records.flatMap((record) =>
      details(document, record, `analysis-${index}`, records.length > 1),
    ),
  ]);
}

function summary(
  document: Document,
  { points, findings }: AnalysisRecord,
  several: boolean,
): HTMLElement {
  const name = several ? `${points.join(' – ')}: ` : '';
  return element(document, 'p', {}, [`${name}${findings.summary}`]);
}

function details(
  document: Document,
  { points, findings }: AnalysisRecord,
  id: string,
  several: boolean,
): readonly DomChild[] {
  const isEmpty = findings.charts.length + findings.tables.length === 0;
  const own = `${id}-${points.join('-')}`;
  return [
    several && !isEmpty ? element(document, 'h4', {}, [points.join(' – ')]) : null,
    ...findings.charts.flatMap((chart, i) => chartParts(document, chart, `${own}-chart-${i}`)),
    ...findings.tables.map((table) => findingTable(table, { document })),
  ];
}

function chartParts(document: Document, chart: FindingChart, id: string): readonly DomChild[] {
  if (chart.kind === 'bars') return [findingBars(chart, { document })];
  if (chart.kind === 'contours')
    return [
      contoursChart(chart, { document, width: 'page', height: 620 }),
      folded(document, id, `Table: ${chart.title}`, [contoursTable(chart, { document })]),
    ];
  return [
    findingLines(chart, { document, width: 'page', height: 320 }),
    folded(document, id, `Table: ${chart.title}`, [linesTable(chart, { document })]),
  ];
}
