// Greedy Dynamic String Sampling as a contender: the steps of a run, as the product takes them.
import {
  createExecutor,
  decodeModel,
  encodeModel,
  openSession,
  parseExperiment,
  Registry,
  resolveExperiment,
} from '@isthmus/core';
import { fileSourceIn } from '@isthmus/core/node';
import { core } from '@isthmus/core/builtin';
import { dss } from '@isthmus/dss';
import { readProblem, writeProblem } from './problem-file.mjs';

export const registry = Registry.of(core, dss);
export const HOOKS = { signal: new AbortController().signal, emit: () => undefined };

/** The session of an experiment on the engine that is named. */
export async function openExperiment(experiment, engine) {
  const parsed = parseExperiment({ ...experiment, engine });
  return openSession(resolveExperiment(parsed, registry), registry, fileSourceIn('.'));
}

/**
 * Trains the endpoints of an experiment to its threshold and writes them with the data, so that all
 * contenders search between the same endpoints on the same data.
 */
export async function makeGreedy(folder, { experiment, pairs, ...about }, engine) {
  const session = await openExperiment(experiment, engine);
  const executor = createExecutor(session);
  const endpoints = [];
  for (let k = 0; endpoints.length < 2 * pairs; k++) {
    const { weights, record } = await executor.endpoint({ kind: 'endpoint', id: `e${k}` }, HOOKS);
    // One that is stuck above the threshold is no endpoint; the next seed takes its place.
    if (record.reached) endpoints.push(decodeModel(weights, `endpoint ${k}`));
  }
  const { network, data } = session;
  const arrays = Object.fromEntries(
    network.spec.leaves.map(({ name, shape }) => [
      name,
      { shape: [2 * pairs, ...shape], data: concat(endpoints.map((params) => params[name].data)) },
    ]),
  );
  const layers = network.nodes.map(({ use, leaves }) =>
    use === 'core/dense'
      ? { op: 'dense', kernel: leaves.kernel, bias: leaves.bias }
      : { op: use.replace('core/', '') },
  );
  const { optimizer, loss, train } = session.experiment.config;
  for (const split of ['train', 'probe']) {
    const { size, x, y } = data.splits[split];
    arrays[`${split}X`] = { shape: [size, x.length / size], data: x };
    arrays[`${split}Y`] = { shape: [size, y.length / size], data: y };
  }
  writeProblem(
    folder,
    {
      ...about,
      experiment,
      pairs,
      layers,
      loss: loss.use,
      optimizer: optimizer ?? train.optimizer,
      level: train.threshold,
      batch: train.batchSize === 'full' ? null : train.batchSize,
      greedy: session.experiment.config.paths[0].options,
    },
    arrays,
  );
  session.dispose();
  return { parameters: 2 * pairs * concatSize(endpoints[0]), dataNumbers: 0, macs: null };
}

function concatSize(params) {
  return Object.values(params).reduce((sum, { data }) => sum + data.length, 0);
}

function concat(parts) {
  const whole = new Float32Array(parts.length * parts[0].length);
  parts.forEach((part, k) => whole.set(part, k * part.length));
  return whole;
}

/** All pairs one after the other; `run` resolves with how many were connected. */
export async function openGreedy(folder, work, engine) {
  const problem = readProblem(folder);
  const session = await openExperiment(problem.about.experiment, engine);
  const executor = createExecutor(session);
  const endpoints = endpointsOf(problem, session.network.spec);
  const search = async () => {
    const found = [];
    for (let pair = 0; pair < problem.about.pairs; pair++) {
      const [a, b] = [endpoints[2 * pair], endpoints[2 * pair + 1]];
      const step = { kind: 'path', pair: [`e${2 * pair}`, `e${2 * pair + 1}`], index: 0, a, b };
      found.push((await executor.path(step, HOOKS)).record);
    }
    return found;
  };
  return {
    about: { engine: session.engine.name },
    run: search,
    async check() {
      const found = await search();
      return {
        values: [found.filter(({ verdict }) => verdict === 'connected').length / found.length],
        beads: found.reduce((sum, { beads }) => sum + beads, 0) / found.length,
        gradients: found.reduce((sum, { cost }) => sum + cost.gradientEvaluations, 0),
        losses: found.reduce((sum, { cost }) => sum + cost.lossEvaluations, 0),
        reasons: found.map(({ reason }) => reason).filter(Boolean),
        peak: Math.max(...found.map(({ peak }) => peak.loss)),
      };
    },
    dispose: () => session.dispose(),
  };
}

/** The endpoints as model files. */
export function endpointsOf(problem, spec) {
  const blocks = spec.leaves.map(({ name, shape }) => ({ name, shape, all: problem.array(name) }));
  const count = 2 * problem.about.pairs;
  return Array.from({ length: count }, (_, k) =>
    encodeModel(
      Object.fromEntries(
        blocks.map(({ name, shape, all }) => {
          const size = all.length / count;
          return [name, { shape, data: all.slice(k * size, (k + 1) * size) }];
        }),
      ),
    ),
  );
}
