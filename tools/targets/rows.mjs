// What is compared: for each strategy its targets, one of which is its default.
import { Registry } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { dss } from '@isthmus/dss';
import { publishedLoop } from './published-loop.mjs';

export const registry = Registry.of(core, dss, [publishedLoop]);

/** What was the default of searches that go round by round, and what one that ends nearer costs. */
const BEFORE = [
  { alpha: 0.8, settle: 'target', evaluateEvery: 10 },
  { alpha: 0.98, settle: 'target', evaluateEvery: 10 },
];

/** Targets between the ends and the level, with looks at the edges. */
const ROOMS = [0.3, 0.5, 0.8, 0.95, 1].map((room) => ({ room, settle: 'edges', evaluateEvery: 5 }));

/** The default with one thing changed. */
const OTHERWISE = [
  { alpha: 0.8, settle: 'edges', evaluateEvery: 5 },
  { alpha: 0.98, settle: 'edges', evaluateEvery: 5 },
  { room: 0.8, settle: 'target', evaluateEvery: 5 },
  { room: 0.8, settle: 'edges', evaluateEvery: 10 },
  { room: 0.8, settle: 'edges', evaluateEvery: 2 },
];

/** The published loop: where its beads are put, and at which part of the level they rest. */
const PUBLISHED = [
  { factor: 0.95, at: 'middle', grid: 100 },
  { factor: 0.98, at: 'peak', grid: 20 },
];

/** Breadth-first DSS: the last target is the level divided by 1 + tolerance. */
const COMMON = [
  { tolerance: 0.25, evaluateEvery: 10 },
  ...[0.25, 0.1, 0.05, 0.02].map((tolerance) => ({ tolerance, evaluateEvery: 5 })),
];

/** Strategy by strategy, the options besides its defaults of each row. */
export const ROWS = [
  ...[...BEFORE, ...ROOMS, ...OTHERWISE].map((options) => rowOf('dss/greedy', options)),
  ...PUBLISHED.map((options) => rowOf(publishedLoop.name, options)),
  ...[...BEFORE, ...ROOMS.slice(1), ...OTHERWISE.slice(0, 3)].map((options) =>
    rowOf('dss/constrained', options),
  ),
  ...COMMON.map((options) => rowOf('dss/breadth-first', options)),
  rowOf('dss/auto', {}),
];

/** Measured everywhere; the others, which cost more, on fewer pairs of the larger networks. */
export const EVERYWHERE = ['dss/greedy', publishedLoop.name];

/** Whether a row has the options that its strategy has by default. */
function rowOf(use, options) {
  const filled = (given) => JSON.stringify(sorted(registry.resolve('pathStrategy', { use, options: given }, '/paths/0').ref.options)); // prettier-ignore
  return { strategy: use, options, isDefault: filled(options) === filled({}) };
}

function sorted(options) {
  return Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
}
