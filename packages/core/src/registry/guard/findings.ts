import { prettifyError, z } from 'zod';
import type { AnalysisFindings } from '@isthmus/contract';
import { plainCopy } from './plain.js';

/** What an event may hold: findings travel in one, and stand on one page. */
const MOST = {
  facts: 200,
  tables: 50,
  rows: 2000,
  charts: 50,
  series: 64,
  points: 2048,
  places: 257,
} as const;

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

const places = z
  .array(z.number())
  .min(2)
  .max(MOST.places)
  .refine(risesEvenly, { message: 'places rise in even steps' });

const grid = z
  .strictObject({ x: places, y: places, values: z.array(z.array(number)).max(MOST.places) })
  .refine(
    ({ x, y, values }) =>
      values.length === y.length && values.every((row) => row.length === x.length),
    { message: 'values have a row for each place of y, of a value for each place of x' },
  );

const coordinates = z.array(z.number()).max(MOST.points);

const projected = z
  .strictObject({
    ...{ label, x: coordinates, y: coordinates },
    off: z.array(z.number().min(0)).max(MOST.points),
    beads: z.array(z.int().min(0)).max(MOST.points),
  })
  .refine(({ x, y, off }) => x.length === y.length && x.length === off.length, {
    message: 'x, y and off have one length',
  })
  .refine(
    ({ x, beads }) => beads.every((at, i) => at < x.length && (i === 0 || at > beads[i - 1]!)),
    {
      message: 'beads are places of points, rising',
    },
  );

const chart = z.discriminatedUnion('kind', [
  z.strictObject({
    ...{ kind: z.literal('contours'), title: label, caption: text, x: axis, y: axis, z: axis },
    ...{ unit: label, grid, level: z.number().nullable() },
    curves: z.array(projected).max(MOST.series),
    points: z.array(z.strictObject({ label, x: z.number(), y: z.number() })).max(100),
  }),
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

/** To a millionth of a step. */
function risesEvenly(places: readonly number[]): boolean {
  const step = (places.at(-1)! - places[0]!) / (places.length - 1);
  const isOn = (place: number, i: number) => Math.abs(place - places[0]! - i * step) <= 1e-6 * step;
  return step > 0 && places.every(isOn);
}

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
