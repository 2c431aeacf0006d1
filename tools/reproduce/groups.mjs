import { meanInterval, wilsonInterval } from '@isthmus/core';
import { isConnected, isFinished, isReached, modeOf, numberIn, sweptNumber } from './rows.mjs';

/**
 * All pairs of one x and one series.
 *
 * @typedef {object} Group
 * @property {string} series such as `as published`
 * @property {'as published' | 'honest'} mode
 * @property {number} x
 * @property {number} pairs all of them
 * @property {number} reached those of which both endpoints are at or below the threshold; the rest is
 *   about these
 * @property {number} connected
 * @property {{ low: number, high: number }} fraction Wilson's interval of connected / reached
 * @property {Measures} overAll means over the pairs that reached, connected or not
 * @property {Measures} overConnected means over the connected ones alone
 *
 * @typedef {Readonly<Record<'length' | 'models', Mean>>} Measures
 * @typedef {{ n: number, mean: number | null, low: number | null, high: number | null }} Mean
 */

/**
 * Brings the rows of a figure together, by series and x.
 *
 * @param {readonly Readonly<Record<string, string>>[]} rows
 * @param {import('./figures.mjs').Figure} figure
 * @returns {readonly Group[]} in the order of series, then of x
 */
export function groupsOf(rows, figure) {
  const own = rows.filter((row) => isFinished(row) && belongs(row, figure));
  const byKey = new Map();
  for (const row of own) {
    const key = `${seriesOf(row, figure)}\n${row[figure.x]}`;
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  const groups = [...byKey.values()].map((each) => groupOf(each, figure));
  return groups.toSorted((a, b) => a.series.localeCompare(b.series) || a.x - b.x);
}

function belongs(row, { x, only = {} }) {
  if (row[x] === undefined) throw new TypeError(`the table has no column ${x}`);
  return Object.entries(only).every(([column, value]) => row[column] === value);
}

function seriesOf(row, { series = [] }) {
  const others = series.map((column) => `${column.split('/').at(-1)} ${row[column]}`);
  return [modeOf(row), ...others].join(', ');
}

/** @returns {Group} */
function groupOf(rows, figure) {
  const reached = rows.filter(isReached);
  const connected = reached.filter(isConnected);
  const [first] = rows;
  return {
    series: seriesOf(first, figure),
    mode: modeOf(first),
    x: figure.measure === 'error' ? meanError(reached) : sweptNumber(first[figure.x]),
    threshold: numberIn(first.threshold),
    pairs: rows.length,
    reached: reached.length,
    connected: connected.length,
    fraction: wilsonInterval(connected.length, reached.length),
    overAll: measures(reached),
    overConnected: measures(connected),
  };
}

/** Both ends are models, and published counts have them. */
const ENDS = 2;

/** Intervals leave out what cannot be: less than the straight line, or than both ends. */
function measures(rows) {
  return {
    length: meanInterval(numbers(rows, 'normalizedLength'), 1),
    models: meanInterval(numbers(rows, 'beads').map((beads) => beads + ENDS), ENDS), // prettier-ignore
  };
}

function numbers(rows, column) {
  return rows.map((row) => numberIn(row[column])).filter(Number.isFinite);
}

function meanError(rows) {
  const accuracies = [...numbers(rows, 'accuracyA'), ...numbers(rows, 'accuracyB')];
  return 100 * (1 - (meanInterval(accuracies).mean ?? Number.NaN));
}
