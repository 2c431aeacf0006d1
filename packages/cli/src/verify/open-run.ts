import { join, resolve } from 'node:path';
import {
  buildNetwork,
  createEvaluator,
  type Evaluator,
  type GraphNetwork,
  layersOf,
  messageOf,
  openSession,
  parseExperiment,
  type Registry,
  resolveExperiment,
  type Session,
} from '@isthmus/core';
import { readTensors } from '@isthmus/core/internal';
import { fileSourceIn } from '@isthmus/core/node';
import type { Dataset, ExperimentResult } from '@isthmus/core/contract';
import { registryFor } from '../experiment/plugins.js';
import { readerIn } from './inside.js';
import { evaluatorJudge } from './evaluator-judge.js';
import { checkerJudge, type Judge, networkJson } from './judge.js';

/** What a run's losses are computed with. */
export interface OpenedRun {
  readonly judge: Judge;
  /** χ; null for an objective. */
  readonly evaluation: Dataset | null;
  /** SHA-256 over all splits, where they were made anew. */
  readonly dataSha256: string | null;
  /** Where χ came from, as a sentence; null for an objective. */
  readonly origin: string | null;
}

/** Where a certifier leaves χ in a run folder. */
export const EVALUATION_FILE = 'certificates/evaluation.safetensors';

/**
 * Readies what computes the losses of a run: χ as it lies in the folder, else made anew by the task.
 *
 * @param beside the folder in which files and plugins that the experiment names are looked for
 * @returns why it cannot be, as a sentence, where it cannot
 */
export async function openRun(
  record: ExperimentResult,
  folder: string,
  beside: string,
): Promise<OpenedRun | string> {
  try {
    const names = (record.config['plugins'] ?? []) as readonly string[];
    const registry = await registryFor(names, beside);
    const stored = readerIn(folder)(EVALUATION_FILE);
    return stored !== null && record.data !== null
      ? await fromFolder(record, registry, stored)
      : await fromTask(record, registry, folder, beside);
  } catch (thrown) {
    return messageOf(thrown);
  }
}

interface Ref {
  readonly use: `${string}/${string}`;
  readonly options: Readonly<Record<string, unknown>>;
}

async function fromFolder(
  record: ExperimentResult,
  registry: Registry,
  bytes: Uint8Array,
): Promise<OpenedRun> {
  const { tensors } = readTensors(bytes);
  const [x, y] = [tensors.get('x'), tensors.get('y')];
  if (x === undefined || y === undefined) throw new Error(`${EVALUATION_FILE} holds no x and y.`);
  const shapes = { input: x.shape.slice(1), output: y.shape.slice(1) };
  const evaluation = {
    size: x.shape[0]!,
    x: Float32Array.from(x.data),
    y: Float32Array.from(y.data),
  };
  const { plugin } = registry.resolve(
    'architecture',
    record.config['architecture'] as Ref,
    '/architecture',
  );
  const network = buildNetwork(plugin.build(shapes), shapes, layersOf(registry));
  if (network.kind !== 'graph')
    throw new Error('The architecture is given as code, which computes in float32.');
  const origin = `χ is read from ${EVALUATION_FILE} in the folder; the task was not asked.`;
  const loss = record.config['loss'] as Ref;
  const judge = await judgeFor(network, registry, loss, evaluation, () => {
    const { plugin: found } = registry.resolve('loss', loss, '/loss');
    if (found.on !== 'prediction') throw new Error('The loss is not of predictions.');
    return createEvaluator(network, found, evaluation, null);
  });
  return { judge, evaluation, dataSha256: null, origin };
}

async function fromTask(
  record: ExperimentResult,
  registry: Registry,
  folder: string,
  beside: string,
): Promise<OpenedRun> {
  // The endpoints are those of the folder, as the files that were imported may be elsewhere.
  const files = record.endpoints.map(({ file }) => resolve(join(folder, file)));
  const paths = ['core/linear'];
  const plain = { align: [], analyses: [], expect: [], convexity: false, paths, report: [] };
  const isObjective = record.objective !== null;
  const endpoints = isObjective ? record.config['endpoints'] : { files, layout: 'isthmus' };
  const config = { ...record.config, ...plain, endpoints, pairs: 'all' };
  const experiment = resolveExperiment(parseExperiment(config), registry);
  const session = await openSession(experiment, registry, fileSourceIn(beside));
  try {
    return await ofSession(record, registry, session, beside);
  } finally {
    session.dispose();
  }
}

async function ofSession(
  record: ExperimentResult,
  registry: Registry,
  session: Session,
  beside: string,
): Promise<OpenedRun> {
  const { network, evaluator, evaluation } = session;
  if (network === null) {
    const by = 'Losses are computed anew by the formula of the objective, in float64: the one part that is the product’s own.'; // prettier-ignore
    return {
      judge: {
        ...evaluatorJudge(evaluator, session.spec, by),
        form: session.objective?.form ?? null,
      },
      evaluation: null,
      dataSha256: null,
      origin: null,
    };
  }
  if (network.kind !== 'graph')
    throw new Error('The architecture is given as code, which computes in float32.');
  const judge = await judgeFor(network, registry, record.config['loss'] as Ref, evaluation, () =>
    Promise.resolve(evaluator),
  );
  const origin = `χ was made anew by the task ${session.record!.task.use}; files are looked for in ${beside}.`;
  return { judge, evaluation, dataSha256: session.record!.sha256, origin };
}

async function judgeFor(
  network: GraphNetwork,
  registry: Registry,
  loss: Ref,
  evaluation: Dataset,
  evaluator: () => Promise<Evaluator>,
): Promise<Judge> {
  const json = networkJson(network, registry);
  const own = checkerJudge(json, { use: loss.use, options: loss.options }, evaluation);
  if (own !== null) return own;
  const by = 'Losses are computed anew by the product’s own float64 reference: the checker has no code for a layer, the loss or its targets.'; // prettier-ignore
  return { ...evaluatorJudge(await evaluator(), network.spec, by), network: json };
}
