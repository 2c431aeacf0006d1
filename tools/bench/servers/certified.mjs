// A search for paths, the proofs of what it found and the checks of those proofs: each a contender of its own.
import { createHash } from 'node:crypto';
import { createExecutor, decodePath, locate, writeSafetensors } from '@isthmus/core';
import { checkCertificate } from '@isthmus/core/checker';
import { takeRows } from '@isthmus/engine/internal';
import { endpointsOf, HOOKS, openExperiment, registry } from './greedy.mjs';
import { readProblem } from './problem-file.mjs';

const EVALUATION = 'certificates/evaluation.safetensors';
const PATH = 'models/path.safetensors';

/** Searches, proves or checks, as `work.part` says, for the same pairs; `run` does it for all of them. */
export async function openCertified(folder, work, engine) {
  const problem = readProblem(folder);
  const { pairs, experiment } = problem.about;
  const session = await openExperiment(experiment, engine);
  const executor = createExecutor(session);
  const points = endpointsOf(problem, session.network.spec);
  const search = async () => {
    const found = [];
    for (let k = 0; k < 2 * pairs; k += 2)
      found.push(await pathBetween(executor, [`e${k}`, `e${k + 1}`], points[k], points[k + 1]));
    return found;
  };
  const paths = (await search()).map((found) => ({ ...found, level: levelOf(found, work) }));
  const prove = proverOf(session, work.certify);
  const proofs = paths.map(prove);
  const checks = paths.flatMap((path, k) => checkOf(session, path, proofs[k]));
  const works = {
    search,
    certify: () => paths.map(prove),
    check: () => checks.map((check) => check()),
  };
  return {
    about: { engine: session.engine.name },
    run: works[work.part],
    check: () => told(work.part, paths, proofs, checks),
    dispose: () => session.dispose(),
  };
}

/** What the work found; its value is the share of pairs for which it says that they are connected. */
function told(part, paths, proofs, checks) {
  const shares = {
    search: paths.filter(({ record }) => record.verdict === 'connected').length,
    certify: proofs.filter(({ outcome }) => outcome.tag === 'certified').length,
    check: checks.filter((check) => check().holds).length,
  };
  const all = (pick) => proofs.map(({ outcome }) => pick(outcome));
  return {
    values: [shares[part] / paths.length],
    segments: paths.map(({ path }) => path.elements.length),
    outcomes: all(({ tag }) => tag),
    leaves: all(({ leaves }) => leaves),
    evaluations: all(({ evaluations }) => evaluations),
    brackets: all(({ lower, upper }) => [lower, upper]),
    levels: paths.map(({ level }) => level),
    reasons: all(({ reason }) => reason ?? null),
  };
}

/** The level of the search; or, where there is slack, the largest sampled loss times that: of a path that is not low. */
function levelOf({ record }, { slack }) {
  return slack === undefined ? record.level : slack * record.peak.loss;
}

async function pathBetween(executor, pair, a, b) {
  const { weights, record } = await executor.path({ kind: 'path', pair, index: 0, a, b }, HOOKS);
  return { bytes: weights, path: decodePath(weights, pair.join('-')), record };
}

/** Proves by the certifier and its options, as a run does. */
function proverOf(session, ref) {
  const { plugin, ref: resolved } = registry.resolve('certifier', ref, '/certify');
  const rows = plugin.rows(session.evaluation.size);
  const { evaluation } = session;
  const subject = {
    kind: 'network',
    network: session.network.view,
    loss: session.experiment.subject.loss.plugin,
    data: rows === null ? evaluation : takeRows(evaluation, Int32Array.from(rows)),
    classes: session.data.targets === 'classes',
  };
  return ({ path, record, level }) => {
    const highest = locate(path, record.peak.t);
    const search = plugin.prove({ subject, path, level, highest });
    for (;;) {
      const outcome = search.step();
      if (outcome !== null) return { outcome, rows, certifier: resolved };
    }
  };
}

/** A check of the certificate that a run would write; none where nothing is proved. */
function checkOf(session, { bytes, level }, { outcome, rows, certifier }) {
  if (outcome.tag !== 'certified') return [];
  const { network, evaluation, layers } = session;
  const { input, output, outputNode } = network;
  const { size, x, y } = evaluation;
  const data = writeSafetensors({
    x: { shape: [size, ...input], data: x },
    y: { shape: [size, ...output], data: y },
  });
  const files = new Map([
    [EVALUATION, data],
    [PATH, bytes],
  ]);
  const certificate = {
    format: 'isthmus/certificate@1',
    claim: 'connected',
    certifier,
    level,
    loss: session.experiment.config.loss,
    network: { input, output, nodes: layers, outputNode },
    evaluation: { split: 'probe', size, rows, file: EVALUATION, sha256: sha256(data) },
    vertices: { file: PATH, sha256: sha256(bytes) },
    elements: outcome.elements,
    peak: { lower: outcome.lower - 1e-6 * level, at: outcome.at, upper: outcome.upper },
    assumptions: outcome.assumptions,
  };
  const text = new TextEncoder().encode(JSON.stringify(certificate));
  return [() => checkCertificate(text, { read: (name) => files.get(name) ?? null, sha256 })];
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
