// What was measured, as numbers and as markdown.
import { median } from '../exact-levels/table.mjs';
import { nameOf } from './measure.mjs';
import { PROBLEMS } from './problems.mjs';
import { publishedLoop } from './published-loop.mjs';
import { EVERYWHERE, ROWS } from './rows.mjs';

/** Where the rows of one strategy are held against each other: a problem at one level. */
const cellOf = ({ problem, times }) => `${problem} at ${times}`;

/** Few gradients more or less are chance where there are few. */
const GRADIENTS_OF_CHANCE = 10;

/**
 * One row for each target of a strategy, over all its runs.
 *
 * `cost` is the geometric mean, over the problems and levels, of the row's median of gradients to the
 * smallest of these medians: 1 for a row that is the cheapest everywhere.
 */
export function summaryOf(strategy, runs) {
  const rows = ROWS.filter((row) => row.strategy === strategy);
  const costs = costsOf(runs.filter(({ row }) => rows.some((one) => nameOf(one) === row)));
  return rows.flatMap((row) => {
    const own = runs.filter((run) => run.row === nameOf(row));
    if (own.length === 0) return [];
    return [{ row, cost: costs.get(nameOf(row)), ...summary(own) }];
  });
}

function costsOf(runs) {
  const logs = new Map();
  for (const cell of new Set(runs.map(cellOf))) {
    const medians = mediansOf(runs.filter((run) => cellOf(run) === cell));
    const least = Math.min(...medians.values());
    for (const [row, gradients] of medians) {
      const ratio = (gradients + GRADIENTS_OF_CHANCE) / (least + GRADIENTS_OF_CHANCE);
      logs.set(row, [...(logs.get(row) ?? []), Math.log(ratio)]);
    }
  }
  const mean = (numbers) => numbers.reduce((sum, entry) => sum + entry, 0) / numbers.length;
  return new Map([...logs].map(([row, ratios]) => [row, Math.exp(mean(ratios))]));
}

function mediansOf(runs) {
  const names = [...new Set(runs.map(({ row }) => row))];
  const gradients = (name) => runs.filter(({ row }) => row === name).map((run) => run.gradients);
  return new Map(names.map((name) => [name, median(gradients(name))]));
}

/** Numbers of the runs of one row. */
function summary(runs) {
  const connected = runs.filter(({ verdict }) => verdict === 'connected');
  const gradients = runs.map((run) => run.gradients);
  return {
    runs: runs.length,
    connected: connected.length,
    gradients: median(gradients),
    range: [Math.min(...gradients), Math.max(...gradients)],
    losses: median(runs.map(({ losses }) => losses)),
    beads: median(connected.map(({ beads }) => beads)),
    length: median(connected.map(({ length }) => length)),
    peak: Math.max(...connected.map(({ peak }) => peak)),
  };
}

/** A section for each strategy; for greedy DSS each level of the networks too, beside the published loop. */
export function markdownOf(runs) {
  const strategies = [...new Set(ROWS.map(({ strategy }) => strategy))];
  return [...strategies.flatMap((strategy) => section(strategy, runs)), ...levels(runs)]
    .join('\n')
    .trimEnd();
}

function section(strategy, runs) {
  const rows = summaryOf(strategy, runs);
  return rows.length === 0 ? [] : [`### ${strategy}`, '', ...table(rows, true), ''];
}

/** The problems of which every level has a table of its own. */
const SHOWN = PROBLEMS.filter(({ toy }) => !toy).map(({ name }) => name);

function levels(runs) {
  const shown = runs.filter(({ problem }) => SHOWN.includes(problem));
  return [...new Set(shown.map(cellOf))].flatMap((cell) => {
    const here = shown.filter((run) => cellOf(run) === cell);
    const rows = EVERYWHERE.flatMap((strategy) => summaryOf(strategy, here));
    return rows.length === 0 ? [] : [`### ${cell} times the threshold`, '', ...table(rows, false), '']; // prettier-ignore
  });
}

function table(rows, overall) {
  const head = ['target', ...(overall ? ['cost'] : []), 'connected', 'gradients', 'losses', 'beads', 'length', 'peak / level']; // prettier-ignore
  const cells = (one) => [
    optionsOf(one.row, overall),
    ...(overall ? [one.cost.toFixed(2)] : []),
    `${one.connected} of ${one.runs}`,
    overall ? '' : `${one.gradients} (${one.range.join('–')})`,
    overall ? '' : String(one.losses),
    numberOr(one.beads, 0),
    numberOr(one.length, 3),
    // Not rounded up: a peak below the level shows as one.
    numberOr(Math.floor(one.peak * 1e4) / 1e4, 4),
  ];
  const kept = (list) => list.filter((_, i) => !overall || (head[i] !== 'gradients' && head[i] !== 'losses')); // prettier-ignore
  return columns(kept(head), rows.map((one) => kept(cells(one)))); // prettier-ignore
}

/** A default stands out; the published loop is no product's, and has none. */
function optionsOf({ strategy, options, isDefault }, overall) {
  const given = Object.entries(options).map(([key, value]) => `${key} ${value}`);
  const own = strategy !== publishedLoop.name;
  const text = given.length === 0 ? 'default' : given.join(', ');
  const named = own || overall ? text : `published loop, ${text}`;
  return own && isDefault ? `**${named}**` : named;
}

function numberOr(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}

function columns(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, c) => Math.max(3, ...all.map((row) => row[c].length)));
  const line = (row) => `| ${row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join(' | ')} |`; // prettier-ignore
  const rule = widths.map((width, c) => (c === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)); // prettier-ignore
  return [line(head), line(rule), ...rows.map(line)];
}
