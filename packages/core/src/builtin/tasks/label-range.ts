import type { WarningRecord } from '@isthmus/contract';
import { quote } from '@isthmus/files/internal';
import type { NumericArray } from '@isthmus/files/internal';

const MOST_LISTED = 10;

/** What labels there are. */
export interface LabelRange {
  readonly smallest: number;
  readonly largest: number;
  /** How many rows have each label. */
  readonly rows: ReadonlyMap<number, number>;
}

/** The smallest and the largest label, and how often each occurs. */
export function labelRange(labels: NumericArray): LabelRange {
  const rows = new Map<number, number>();
  let [smallest, largest] = [Infinity, -Infinity];
  for (const label of labels) {
    rows.set(label, (rows.get(label) ?? 0) + 1);
    smallest = Math.min(smallest, label);
    largest = Math.max(largest, label);
  }
  return { smallest, largest, rows };
}

/** A label that is no class, and what to say about it. */
export interface Offence {
  readonly row: number;
  readonly words: { readonly expected: string; readonly came: string; readonly remedy: string };
}

/**
 * The first label that is none of the classes 0 … `classes` − 1; without `classes` the first that is no
 * whole number from 0 on, or the largest where most of the classes up to it would have no row.
 */
export function offenceIn(
  labels: NumericArray,
  range: LabelRange,
  classes: number | undefined,
  texts: readonly string[] = [],
): Offence | null {
  const { largest, rows } = range;
  const gaps = classes === undefined && largest + 1 > 2 * rows.size;
  const limit = classes ?? (gaps ? largest : Infinity);
  const row = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= limit);
  if (row < 0) return null;
  const expected =
    classes !== undefined
      ? `a class from 0 to ${classes - 1}, for there are ${classes} classes`
      : gaps
        ? 'classes 0, 1, 2 … without large gaps, for "classes" does not say how many there are'
        : 'a class 0, 1, 2 …';
  const came = `${labels[row]} (the labels run ${inWords(range)})`;
  return { row, words: { expected, came, remedy: remedyFor(range, classes, texts) } };
}

/** `from 1 to 10, 10 different ones`. */
function inWords({ smallest, largest, rows }: LabelRange): string {
  return `from ${smallest} to ${largest}, ${rows.size} different ${rows.size === 1 ? 'one' : 'ones'}`;
}

function remedyFor(
  range: LabelRange,
  classes: number | undefined,
  texts: readonly string[],
): string {
  const { smallest, largest, rows } = range;
  const whole = [...rows.keys()].every(Number.isInteger);
  const list =
    texts.length === classes && texts.length <= MOST_LISTED
      ? `, or list them: "classes": [${texts.map(quote).join(', ')}]`
      : '';
  if (whole && smallest === 1 && largest === rows.size)
    return `The labels start at 1: subtract 1 from each, for classes are numbered from 0${list}`;
  if (whole && list !== '') return `Number the classes from 0${list}`;
  const rest = [...rows.keys()].filter((label) => label !== largest);
  const outlier = rows.size > 2 && largest > 2 * (Math.max(...rest) + 1);
  if (whole && smallest >= 0 && outlier)
    return `The label ${largest} (of ${rows.get(largest)} rows) stands apart, as one does that marks rows to be ignored: leave these rows out, or set "classes": ${largest + 1}`;
  return classes === undefined
    ? 'Number the classes from 0, or set "classes" to how many there are'
    : `Number the classes from 0, or set "classes" to how many there are${whole && smallest >= 0 ? ` (${largest + 1})` : ''}`;
}

/** Says which classes have no row, as when labels start at 1 or leave gaps. */
export function unusedClasses(
  range: LabelRange,
  count: number,
  names: readonly string[] | null,
  source: string,
): readonly WarningRecord[] {
  const unused = Array.from({ length: count }, (_, label) => label).filter(
    (label) => !range.rows.has(label),
  );
  if (unused.length === 0) return [];
  const shown = unused.slice(0, MOST_LISTED).map((label) => nameOf(label, names));
  const more = unused.length > MOST_LISTED ? ` and ${unused.length - MOST_LISTED} more` : '';
  const first =
    range.smallest === 1 && names === null
      ? ' If the labels start at 1, subtract 1 from each: classes are numbered from 0.'
      : '';
  return [
    {
      code: 'data/unused-classes',
      message: `${source}: ${unused.length} of the ${count} classes have no row: ${shown.join(', ')}${more}. The labels run ${inWords(range)}.${first}`,
    },
  ];
}

/** A class in words: its name where it has one, else its number. */
export function nameOf(label: number, names: readonly string[] | null): string {
  return names === null ? String(label) : quote(names[label] ?? String(label));
}
