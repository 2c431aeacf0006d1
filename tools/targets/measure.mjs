// One search for each row, level, pair and seed, by the steps of a run of the product.
import { createExecutor, decodeModel, openSession, parseExperiment, resolveExperiment } from '@isthmus/core'; // prettier-ignore
import { EVERYWHERE, registry, ROWS } from './rows.mjs';

/** The searches that are to be made: where, by which row, at which multiple of the base level. */
export function plannedRuns(problem, rows = ROWS) {
  const { pairs, times, seeds, only } = problem;
  const asked = rows.filter(({ strategy }) => only?.includes(strategy) ?? true);
  return pairs.flatMap((pair) =>
    times.flatMap((level) =>
      seeds.flatMap((seed) =>
        asked
          .filter(({ strategy }) => EVERYWHERE.includes(strategy) || isForAll(problem, pair, level))
          .map((row) => ({ problem: problem.name, pair, times: level, seed, row })),
      ),
    ),
  );
}

/** Whether all strategies are measured there: on all small problems, and on one pair of a larger network at one level. */
function isForAll({ small = false, pairs, times }, pair, level) {
  return small || (pair === pairs[0] && level === times[1]);
}

/** What tells a run from others; it is kept once it is made. */
export function keyOf({ problem, pair, times, seed, row }) {
  return [problem, pair, times, seed, typeof row === 'string' ? row : nameOf(row)].join(' | ');
}

/**
 * Makes the runs of one pair of ends; all of one seed have the same random numbers.
 *
 * @param onFound is given each run with what it came to
 */
export async function measurePair(problem, pairSeed, runs, onFound) {
  const pair = problem.pair(pairSeed);
  const { ends, base } = await endsOf(problem, pair);
  for (const run of runs) {
    const search = { row: run.row, seed: run.seed, level: run.times * base };
    onFound({ ...run, row: nameOf(run.row), ...(await searched(problem, pair, ends, search)) });
  }
}

async function endsOf(problem, pair) {
  const { session, executor } = await opened(problem, pair, pair.experiment, ['core/linear']);
  try {
    const ends = {};
    for (const id of ['a', 'b'])
      ends[id] = (await executor.endpoint({ kind: 'endpoint', id }, HOOKS)).weights;
    const point = (id) => decodeModel(ends[id], id);
    return { ends, base: pair.baseOf(session)(point('a'), point('b')) };
  } finally {
    session.dispose();
  }
}

const HOOKS = { signal: new AbortController().signal, emit: () => undefined };

async function opened({ budget }, { files }, experiment, paths) {
  const raw = { name: 'targets', ...experiment, paths, budget };
  const resolved = resolveExperiment(parseExperiment(raw), registry);
  const read = async () => new TextEncoder().encode(files);
  const session = await openSession(resolved, registry, { read });
  return { session, executor: createExecutor(session) };
}

async function searched(problem, pair, ends, { row, seed, level }) {
  const path = { use: row.strategy, options: row.options, level };
  const { session, executor } = await opened(problem, pair, { ...pair.experiment, seed }, [path]);
  try {
    const step = { kind: 'path', pair: ['a', 'b'], index: 0, ...ends };
    return outcomeOf((await executor.path(step, HOOKS)).record);
  } finally {
    session.dispose();
  }
}

/** What is kept of a record. */
function outcomeOf({ verdict, reason, level, peak, beads, normalizedLength, cost }) {
  return {
    verdict,
    reason,
    gradients: cost.gradientEvaluations,
    losses: cost.lossEvaluations,
    beads,
    length: normalizedLength,
    peak: peak.loss / level,
  };
}

/** A row's name: its strategy and the options that it gives. */
export function nameOf({ strategy, options }) {
  const given = Object.entries(options).map(([key, value]) => `${key} ${value}`);
  return [strategy, ...given].join(', ');
}
