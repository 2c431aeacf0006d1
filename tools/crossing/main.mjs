// What comes of searches whose optimizer takes few or many of its steps to go from one endpoint to the
// other: the table of the guide, "Steps and distances". Run it as: node tools/crossing/main.mjs
import { connect, createRng, distance, Registry } from '@isthmus/core';
import { dss } from '@isthmus/dss';
import { adamOf, problems } from './problems.mjs';

const CROSSINGS = [
  0.2, 0.5, 1, 2, 5, 20, 100, 400, 1000, 2000, 4000, 8000, 20_000, 100_000, 1_000_000,
];
const STRATEGIES = ['dss/greedy', 'dss/polychain', 'dss/neb'];
const SEEDS = [1, 2, 3];
const BUDGET = { gradientEvaluations: 20_000, lossEvaluations: 100_000 };

const registry = Registry.of(dss);

async function searched(problem, seed) {
  const runs = [];
  for (const use of STRATEGIES) {
    const strategy = registry.resolve('pathStrategy', use, '/paths/0');
    const outcome = await connect(strategy, problem, { rng: createRng(seed), budget: BUDGET });
    const { verdict, search } = outcome.record;
    runs.push({ connected: verdict === 'connected', gradients: search.gradientEvaluations });
  }
  return runs;
}

/** The connected ones, and the median of the gradients, where a search that failed counts as the budget. */
function cell(runs) {
  const costs = runs.map(({ connected, gradients }) => (connected ? gradients : Infinity));
  const median = costs.sort((p, q) => p - q)[Math.floor(costs.length / 2)];
  const connected = runs.filter((run) => run.connected).length;
  return `${connected}/${runs.length} · ${Number.isFinite(median) ? median : '–'}`;
}

const all = await problems();
console.log(`| steps | ${Object.keys(all).join(' | ')} |`);
console.log(
  `| ---: | ${Object.keys(all)
    .map(() => '---:')
    .join(' | ')} |`,
);
for (const crossing of CROSSINGS) {
  const cells = [];
  for (const make of Object.values(all)) {
    const { a, b } = make(adamOf(1));
    const count = Object.values(a).reduce((sum, { data }) => sum + data.length, 0);
    const optimizer = adamOf(distance(a, b) / Math.sqrt(count) / crossing);
    const runs = [];
    for (const seed of SEEDS) runs.push(...(await searched(make(optimizer), seed)));
    cells.push(cell(runs));
  }
  console.log(`| ${crossing} | ${cells.join(' | ')} |`);
}
