// The lowest level at which each strategy connects the ends of a toy, beside the exact one. Everything
// runs as in a run of the product: session, steps, bisection and judging are its own.
import {
  createExecutor,
  decodeModel,
  decodePath,
  openSession,
  parseExperiment,
  Registry,
  resolveExperiment,
} from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { dss } from '@isthmus/dss';
import { exactPeak } from './exact-peak.mjs';

const registry = Registry.of(core, dss);

/** Options besides the defaults: breadth-first DSS moves the ends, so it is not tried. */
const OPTIONS = {
  'dss/auto': { tries: ['core/linear', 'dss/connector', 'dss/greedy', 'dss/constrained'] },
};

/** Every strategy whose paths end at the endpoints. */
export const STRATEGIES = registry
  .list('pathStrategy')
  .filter((definition) => pluginOf(definition)?.ends !== 'free')
  .map(({ name }) => name);

/** The plugin with the options that it has here; null where some without a default are missing. */
function pluginOf({ name, create, options }) {
  const result = options['~standard'].validate(OPTIONS[name] ?? {});
  return result.issues === undefined ? create(result.value) : null;
}

/** What one search may spend at one level, and when the bisection ends. */
export const EFFORT = {
  budget: { gradientEvaluations: 5000, lossEvaluations: 5000 },
  level: { lowest: { tolerance: 0.005, tries: 12 } },
};

/** One pair of ends of a toy: the exact level, and what every strategy came to. */
export async function measurePair(toy, seed, strategies = STRATEGIES, effort = EFFORT) {
  const instance = toy.instance(seed);
  const { session, fitting, refused } = await opened(instance, strategies, effort);
  try {
    const pair = await measured(session, instance, seed, fitting);
    return { ...pair, strategies: inOrder({ ...pair.strategies, ...refused }, strategies) };
  } finally {
    session.dispose();
  }
}

const inOrder = (byName, names) => Object.fromEntries(names.map((name) => [name, byName[name]]));

/** A session of the strategies that fit the network; the others are refused before anything is run. */
async function opened(instance, strategies, effort) {
  const open = (fitting) =>
    openSession(experimentOf(instance, fitting, effort), registry, {
      read: async () => new TextEncoder().encode(instance.files ?? ''),
    });
  try {
    return { session: await open(strategies), fitting: strategies, refused: {} };
  } catch (error) {
    const refused = unfit(error, strategies);
    const fitting = strategies.filter((name) => !(name in refused));
    return { session: await open(fitting), fitting, refused };
  }
}

function unfit(error, strategies) {
  const issues = error.issues ?? [];
  if (issues.length === 0 || issues.some(({ code }) => code !== 'config/unfit')) throw error;
  return Object.fromEntries(
    issues.map(({ pointer, message }) => {
      const name = strategies[Number(pointer.replace('/paths/', ''))];
      return [name, { refused: message }];
    }),
  );
}

function experimentOf({ task, architecture, loss, objective, ...instance }, strategies, effort) {
  const subject = objective === undefined ? { task, architecture, loss } : { objective };
  const raw = {
    name: 'exact-levels',
    ...subject,
    seed: instance.seed ?? 0,
    endpoints: instance.endpoints,
    train: {
      optimizer: { use: 'core/adam', options: { learningRate: 0.02 } },
      ...instance.train,
    },
    paths: strategies.map((use) => ({ use, options: OPTIONS[use] ?? {}, level: effort.level })),
    budget: effort.budget,
  };
  return resolveExperiment(parseExperiment(raw), registry);
}

async function measured(session, instance, seed, strategies) {
  const executor = createExecutor(session);
  const hooks = { signal: new AbortController().signal, emit: () => undefined };
  const ends = {};
  for (const id of ['a', 'b'])
    ends[id] = (await executor.endpoint({ kind: 'endpoint', id }, hooks)).weights;
  const point = (id) => decodeModel(ends[id], id);
  const gamma = instance.exact(session)(point('a'), point('b'));
  const kinks = instance.kinks(session);
  const found = {};
  for (const [index, name] of strategies.entries()) {
    const step = { kind: 'path', pair: ['a', 'b'], index, ...ends };
    found[name] = await attempt(
      () => executor.path(step, hooks),
      (weights) =>
        exactPeak({
          path: decodePath(weights, name),
          evaluator: session.evaluator,
          degree: instance.degree,
          kinks,
        }),
    );
  }
  const floor = Math.max(...['a', 'b'].map((id) => session.evaluator.value(point(id))));
  return { seed, gamma, floor, strategies: found };
}

/** What a strategy came to; a strategy that refuses the network says why. */
async function attempt(search, exactPeakOf) {
  try {
    const { weights, record } = await search();
    const { gradientEvaluations, lossEvaluations } = record.cost;
    return {
      sampled: record.level,
      exact: exactPeakOf(weights),
      connected: record.lowest.tried.some(({ verdict }) => verdict === 'connected'),
      tries: record.lowest.tried.length,
      beads: record.beads,
      ...{ gradientEvaluations, lossEvaluations },
    };
  } catch (error) {
    return { refused: error.message };
  }
}
