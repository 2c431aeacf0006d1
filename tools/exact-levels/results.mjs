import { STRATEGIES } from './levels.mjs';

const FOUND = [
  'sampled',
  'exact',
  'connected',
  'tries',
  'beads',
  'gradientEvaluations',
  'lossEvaluations',
];

/**
 * The numbers behind the tables as CSV: a row for each toy, pair and strategy; a strategy that refuses
 * a toy has empty cells.
 */
export function csvOf(toys) {
  const rows = toys.flatMap(({ name, pairs }) =>
    pairs.flatMap(({ seed, gamma, floor, strategies }) =>
      STRATEGIES.map((strategy) => [
        ...[name, seed, gamma, floor, strategy],
        ...FOUND.map((key) => strategies[strategy]?.[key] ?? ''),
      ]),
    ),
  );
  return [['toy', 'seed', 'gamma', 'floor', 'strategy', ...FOUND], ...rows]
    .map((cells) => `${cells.map(cell).join(',')}\n`)
    .join('');
}

const cell = (value) => (/[",]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value)); // prettier-ignore
