// Runs as a table of comma-separated values: one a line, so that a change shows which.
import { parse } from 'csv-parse/sync';

const TEXTS = ['problem', 'row', 'verdict', 'reason'];
const COLUMNS = ['problem', 'pair', 'times', 'seed', 'row', 'verdict', 'reason', 'gradients', 'losses', 'beads', 'length', 'peak']; // prettier-ignore

/** The runs that a table holds. */
export function runsOf(text) {
  return parse(text, { columns: true, skip_empty_lines: true }).map((cells) =>
    Object.fromEntries(
      COLUMNS.map((name) => {
        const cell = cells[name];
        return [name, cell === '' ? null : TEXTS.includes(name) ? cell : Number(cell)];
      }),
    ),
  );
}

/** The table of runs. */
export function textOf(runs) {
  const cellOf = (value) => (value === null ? '' : /[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value)); // prettier-ignore
  const lines = runs.map((run) => COLUMNS.map((name) => cellOf(run[name])).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
}
