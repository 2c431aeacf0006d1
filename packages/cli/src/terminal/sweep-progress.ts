import { counted, count, loss } from '../words/numbers.js';
import type { Column } from './table.js';
import { fittingTable } from './table.js';
import { sizeOf } from './width.js';
import type { SweepEvent, SweepProgress, SweepRow, SweepTable } from '../protocol/sweep-events.js';
import { valuesText } from '../words/values.js';

type Columns = readonly Column<SweepRow>[];

const TRIALS: Column<SweepRow> = {
  title: 'trials',
  align: 'right',
  text: ({ trials: { total, finished, failed } }) =>
    `${finished}/${total}${failed > 0 ? `, ${failed} failed` : ''}`,
};

const CONNECTED: Column<SweepRow> = {
  title: 'connected',
  align: 'right',
  text: ({ connected, pairs }) => `${connected}/${pairs}`,
};

/** In the order in which a narrow terminal can do without them, the last first. */
const MORE: Columns = [
  {
    title: '95 % interval',
    align: 'right',
    text: ({ pairs, low, high }) => (pairs === 0 ? '–' : `${low.toFixed(2)} – ${high.toFixed(2)}`),
  },
  { title: 'mean length', align: 'right', text: (row) => mean(row.normalizedLength, 3) },
  { title: 'mean beads', align: 'right', text: (row) => mean(row.beads, 1) },
  { title: 'reached', align: 'right', text: ({ reached, pairs }) => `${reached}/${pairs}` },
];

function mean(value: number | string | null, digits: number): string {
  if (value === null) return '–';
  const number = Number(value);
  return Math.abs(number) < 1e6 ? number.toFixed(digits) : loss(value);
}

/**
 * The groups of a sweep as a text table; means are over all pairs, connected or not. On a narrow
 * terminal the last columns are left out: all of it stands in `sweep.json`.
 *
 * @param all what shows the columns that are left out, for a line that says which; null: nothing is said
 */
export function sweepTableText(
  table: SweepTable,
  width = Infinity,
  all: string | null = null,
): string {
  const first = table.names.map((name, i): Column<SweepRow> => ({
    title: name,
    align: 'right',
    text: ({ values }) => values[i] ?? '',
  }));
  const strategy = { title: 'strategy', align: 'left', text: strategyOf } as const;
  const least = [...first, strategy, TRIALS, CONNECTED];
  return withRest(fittingTable(least, MORE, table.rows, width, all), table);
}

function strategyOf({ strategy }: SweepRow): string {
  return strategy;
}

function withRest(text: string, { before, after }: SweepTable): string {
  const rest = [
    before > 0 && `${count(before)} rows above are not shown.`,
    after > 0 && `${count(after)} more rows stand in sweep.json.`,
  ].filter((line) => line !== false);
  return [text, ...rest].join('\n');
}

/** Lines of what is under way that are shown at most. */
const RUNNING_SHOWN = 4;

/** Lines besides rows of the table: its heading, what is left out, the count, and the cursor's own. */
const FRAME = 6;

/** How a sweep stands, in lines that fit a terminal: the table, what runs, how many are done. */
export function sweepLines(
  progress: SweepProgress,
  terminal: { readonly columns?: number | undefined; readonly rows?: number | undefined },
): readonly string[] {
  const { columns, rows } = sizeOf(terminal);
  const running = progress.running.slice(0, RUNNING_SHOWN);
  const room = Math.max(1, rows - FRAME - running.length);
  const table = cut(progress.table, room);
  const shown =
    table.rows.length === 0 ? [] : sweepTableText(table, Math.max(1, columns - 1)).split('\n');
  return [...shown, ...running.map((line) => `  ${line}`), countLine(progress)];
}

/** The rows around the first that changes. */
function cut(table: SweepTable, room: number): SweepTable {
  const { rows, active, before, after } = table;
  const start = Math.max(0, Math.min(active - Math.floor(room / 2), rows.length - room));
  const kept = rows.slice(start, start + room);
  return {
    ...table,
    rows: kept,
    before: before + start,
    after: after + rows.length - start - kept.length,
    active: active - start,
  };
}

function countLine({ count: all, finished, failed }: SweepProgress): string {
  const faulty = failed > 0 ? `, ${count(failed)} failed` : '';
  return `${count(finished)} of ${counted(all, 'trial')} finished${faulty}`;
}

/** A line for what has just happened in a sweep, or null for what is only progress. */
export function sweepMilestone(event: SweepEvent): string | null {
  if (event.type === 'sweep/started') {
    const axes = event.axes.map(({ pointer, count: size }) => `${pointer} (${count(size)})`);
    return `${event.name}: ${counted(event.count, 'trial')} over ${axes.join(' × ') || 'nothing'}, ${count(event.workers)} at once`;
  }
  return event.type === 'trial/finished' ? trialLine(event) : null;
}

function trialLine(event: Extract<SweepEvent, { type: 'trial/finished' }>): string {
  const { status, found, values, ended, count: all, error, outcome } = event;
  const cause = error === null ? status : `${status}: ${error.message}`;
  const how = status === 'finished' && outcome !== '' ? outcome : cause;
  const place = `trial ${count(ended)} of ${count(all)}`;
  return `${place}: ${valuesText(values)}: ${how}${found ? ' (as found)' : ''}`;
}
