// Isthmus as a contender: the engine that is named in the first word, through the public seam.
import { createEngine, createEvaluator, norm } from '@isthmus/core';
import { tfjsRuntime } from '@isthmus/tfjs';
import { openCertified } from './certified.mjs';
import { makeGreedy, openGreedy } from './greedy.mjs';
import { makeProblem, partsOf } from './make-problem.mjs';
import { adaptivePeak } from './peak-search.mjs';
import { readProblem, rowsOf } from './problem-file.mjs';
import { serve } from './protocol.mjs';

const choice = process.argv[2];

/** The models and data of a problem as the engine takes them. */
function inputsOf(problem, network) {
  const { models: count, data } = problem.about;
  const blocks = network.spec.leaves.map(({ name, shape }) => ({
    name,
    shape,
    all: problem.array(name),
  }));
  const models = Array.from({ length: count }, (_, k) =>
    Object.fromEntries(
      blocks.map(({ name, shape, all }) => {
        const size = all.length / count;
        return [name, { shape, data: all.slice(k * size, (k + 1) * size) }];
      }),
    ),
  );
  const rows = rowsOf(problem);
  return { models, rows, data: { size: data.rows, x: problem.array('x'), y: problem.array('y') } };
}

const WORKS = {
  train: training,
  gradient: differentiating,
  value: valuing,
  profile: scanning,
  peak: searching,
  string: stringing,
};

/** Steps of an optimizer, begun anew every `episode` steps, so that no contender trains longer. */
function training({ engine, optimizer, models, data, rows, work, judge }) {
  const fresh = models.map((params) => ({ params, state: optimizer.init(params) }));
  let standing = fresh;
  let done = 0;
  const advance = (steps) => {
    const first = done;
    const trainees = standing.map((each) => ({ ...each, steps, restAt: -Infinity }));
    standing = engine.trainMany(trainees, {
      optimizer,
      regularizers: [],
      data,
      rows: (step) => rows(first + step),
      noise: () => null,
    });
    done += steps;
  };
  const reset = () => {
    standing = fresh;
    done = 0;
  };
  return {
    run() {
      if (done >= work.episode) reset();
      advance(work.stepsPerCall);
    },
    check() {
      reset();
      advance(work.checkSteps);
      const trained = standing.map(({ params }) => params);
      const values = judge ? trained.map(judge.value) : engine.value(trained, data);
      reset();
      return { values };
    },
  };
}

/** One gradient; its check answers with the loss and a norm of the gradient. */
function differentiating({ engine, models, data }) {
  const run = () => engine.valueAndGradient(models, data, null);
  return {
    run,
    check: () => ({ values: run().flatMap(({ value, gradient }) => [value, norm(gradient)]) }),
  };
}

function valuing({ engine, models, data }) {
  const run = () => engine.value(models, data);
  return { run, check: () => ({ values: run() }) };
}

function scanning({ engine, models: [from, to], data, work }) {
  const lossesAt = (t) => engine.profile([{ from, to, t }], data)[0];
  return {
    run: () => lossesAt(work.t),
    check: () => ({ values: [...lossesAt(work.checkT ?? work.t)] }),
  };
}

/** What a string of beads costs: ten steps of every bead, and a scan of every edge. */
function stringing({ engine, optimizer, models, data, work }) {
  const beads = models.slice(1, -1).map((params) => ({ params, state: optimizer.init(params) }));
  const scans = models.slice(1).map((to, i) => ({ from: models[i], to, t: work.t }));
  const run = () => {
    engine.trainMany(
      beads.map((bead) => ({ ...bead, steps: 10, restAt: -Infinity })),
      { optimizer, regularizers: [], data, rows: () => null, noise: () => null },
    );
    return engine.profile(scans, data);
  };
  return { run, check: () => ({ values: [...run()[0]] }) };
}

/** The peak of a segment; its check answers with the loss there. */
function searching({ engine, models: [from, to], data }) {
  const run = () => adaptivePeak((t) => engine.profile([{ from, to, t }], data)[0]);
  return {
    run,
    check() {
      const { loss, t, evaluations } = run();
      return { values: [loss], t, evaluations };
    },
  };
}

await serve(
  async ({ folder, work }) => {
    if (work.do === 'dss') return openGreedy(folder, work, choice);
    if (work.do === 'prove') return openCertified(folder, work, choice);
    const problem = readProblem(folder);
    const parts = partsOf(problem.about);
    const engine = await createEngine(
      choice,
      parts.network,
      parts.loss,
      problem.about.batch ?? problem.about.data.rows,
      undefined,
      tfjsRuntime,
    );
    const given = inputsOf(problem, parts.network);
    const judge = work.judged && (await createEvaluator(parts.network, parts.loss, given.data));
    const state = WORKS[work.do]({ ...parts, ...given, engine, work, judge });
    return { ...state, about: { engine: engine.name }, dispose: () => engine.dispose() };
  },
  {
    make: ({ folder, problem, engine }) =>
      problem.experiment === undefined
        ? makeProblem(folder, problem, engine)
        : makeGreedy(folder, problem, engine),
  },
);
