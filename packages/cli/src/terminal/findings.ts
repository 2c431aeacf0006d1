import type { AnalysisRecord, Fact, FactTable } from '@isthmus/core/contract';
import { loss } from '../words/numbers.js';
import { cleanLine } from './clean.js';
import { textTable } from './table.js';
import { hanging } from './width.js';

/**
 * What the analyses of a run found, for a terminal: for each its sentences, its facts side by side for the
 * endpoints that it was asked of, and its tables.
 *
 * @param width columns that a line may take; infinite where nobody reads it on a terminal
 */
export function findingsText(records: readonly AnalysisRecord[], width: number): string {
  const groups = [...new Set(records.map(({ index }) => index))].map((index) =>
    records.filter((record) => record.index === index),
  );
  return groups.map((group) => analysisText(group, width)).join('\n\n');
}

function analysisText(records: readonly AnalysisRecord[], width: number): string {
  const name = records[0]!.analysis.use;
  const sentences = records.map(({ points, findings }) =>
    hanging(cleanLine(`${points.join(' – ')}: ${findings.summary}`), width),
  );
  return [
    name,
    '─'.repeat(name.length),
    ...sentences,
    ...factsText(records, width),
    ...records.flatMap(({ points, findings }) =>
      findings.tables.map((table) => tableText(table, points, width)),
    ),
  ].join('\n');
}

/** A row for each label, in the order in which they come. */
function factsText(records: readonly AnalysisRecord[], width: number): readonly string[] {
  const labels = [
    ...new Set(records.flatMap(({ findings }) => findings.facts.map(({ label }) => label))),
  ];
  if (labels.length === 0) return [];
  const factOf = (label: string, { findings }: AnalysisRecord): Fact | undefined =>
    findings.facts.find((fact) => fact.label === label);
  const columns = records.map((record) => ({
    title: record.points.join(' – '),
    align: 'right' as const,
    text: (label: string) => cell(factOf(label, record)?.value ?? null),
  }));
  const meaning = (label: string) =>
    records.map((record) => factOf(label, record)?.meaning).find((words) => words !== undefined);
  const table = textTable(
    [
      { title: 'found', align: 'left', text: (label) => label },
      ...columns,
      { title: 'meaning', align: 'left', text: (label) => meaning(label) ?? '' },
    ],
    labels,
    { wrapAt: width },
  );
  return ['', table];
}

function tableText(
  { title, caption, columns, rows }: FactTable,
  points: readonly string[],
  width: number,
): string {
  const words = hanging(cleanLine(`${title} (${points.join(' – ')}). ${caption}.`), width);
  const isText = (i: number) => rows.some((row) => typeof row[i] === 'string');
  const table = textTable<(typeof rows)[number]>(
    columns.map(({ label }, i) => ({
      title: label,
      align: i === 0 || isText(i) ? 'left' : 'right',
      text: (row) => cell(row[i] ?? null),
    })),
    rows,
    { wrapAt: width },
  );
  return `\n${words}\n${table}`;
}

function cell(value: number | string | null): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) && Math.abs(value) < 1e9 ? String(value) : loss(value);
}
