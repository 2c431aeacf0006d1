import { prettifyError, z } from 'zod';
import type { AnalysisFindings } from '@isthmus/contract';
import { plainCopy } from './plain.js';

/** What an event may hold: findings travel in one, and stand on one page. */
const MOST = { facts: 200, tables: 50, rows: 2000, charts: 50, series: 64, points: 2048 } as const;

const text = z.string().max(4000);
const label = z.string().min(1).max(200);
const axis = z.strictObject({ label, log: z.boolean().optional() });
const number = z.number().or(z.nan()).or(z.literal(Infinity)).or(z.literal(-Infinity));

const fact = z.strictObject({ label, value: number.or(text).or(z.null()), meaning: text });

const table = z
  .strictObject({
    title: label,
    caption: text,
    columns: z
      .array(z.strictObject({ label, meaning: text }))
      .min(1)
      .max(40),
    rows: z.array(z.array(number.or(text).or(z.null()))).max(MOST.rows),
  })
  .refine(({ columns, rows }) => rows.every((row) => row.length === columns.length), {
    message: 'every row has as many cells as the table has columns',
  });

const series = z
  .strictObject({
    label,
    x: z.array(number).max(MOST.points),
    y: z.array(number).max(MOST.points),
  })
  .refine(({ x, y }) => x.length === y.length, { message: 'x and y have one length' })
  .refine(({ x }) => x.every((value, i) => i === 0 || value >= x[i - 1]!), {
    message: 'x rises from point to point',
  });

const chart = z.discriminatedUnion('kind', [
  z.strictObject({
    ...{ kind: z.literal('lines'), title: label, caption: text, x: axis, y: axis },
    series: z.array(series).min(1).max(MOST.series),
    marks: z.array(z.strictObject({ x: number, label })).max(100),
  }),
  z.strictObject({
    ...{ kind: z.literal('bars'), title: label, caption: text, x: axis },
    bars: z
      .array(z.strictObject({ label, value: number }))
      .min(1)
      .max(200),
  }),
]);

const findings = z.strictObject({
  summary: z.string().min(1).max(1000),
  facts: z
    .array(fact)
    .max(MOST.facts)
    .refine((all) => new Set(all.map(({ label }) => label)).size === all.length, {
      message: 'every fact has a label of its own',
    }),
  tables: z.array(table).max(MOST.tables),
  charts: z.array(chart).max(MOST.charts),
});

/**
 * A copy of what an analysis found, as the contract has it.
 *
 * @throws `TypeError` naming the place of what is missing, of another kind, or too large
 */
export function soundFindings(given: AnalysisFindings): AnalysisFindings {
  const checked = findings.safeParse(plainCopy(given, 'findings'));
  if (checked.success) return checked.data as AnalysisFindings;
  throw new TypeError(`these are no findings: ${prettifyError(checked.error)}`);
}
