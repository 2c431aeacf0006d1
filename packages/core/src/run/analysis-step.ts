import { createObjective } from '@isthmus/engine';
import { batchOf, NO_DATA, sharedProducts } from '@isthmus/engine/internal';
import type { AnalysisRecord, NamedPath, PluginName } from '@isthmus/contract';
import { decodeModel, decodePath } from '@isthmus/files';
import { blamingAsync, toJson } from '@isthmus/contract/internal';
import { conform } from '@isthmus/contract/parameters';
import { createMeasures, type CountedMeasures } from '../measures/create-measures.js';
import { soundFindings } from '../registry/guard/findings.js';
import { createStopwatch } from './connect.js';
import { trainingSet } from './open-network.js';
import type { Session } from './session.js';
import { required, samplerOf } from './session.js';
import { strategyLabel } from './step-words.js';
import type { AnalysisStep, StepHooks, StepOutput, StepPath } from './steps.js';

/** Lets one of the experiment's analyses look at its endpoints. */
export async function runAnalysisStep(
  session: Session,
  { index, points, paths }: AnalysisStep,
  hooks: StepHooks,
): Promise<StepOutput<AnalysisRecord>> {
  const seconds = createStopwatch();
  const { experiment, spec, network, rng } = session;
  const plugin = required(experiment.analyses[index], `analysis ${index}`);
  const ref = required(experiment.config.analyses[index], `analysis ${index}`);
  const ids = points.map(({ id }) => id);
  const { measures, cost } = await measuresOf(session);
  hooks.signal.throwIfAborted();
  const question = {
    spec,
    network: network?.view ?? null,
    points: points.map(({ id, model }) => ({
      id,
      params: conform(spec, decodeModel(model, id), `endpoint ${id}`),
    })),
    ...(paths === undefined ? {} : { paths: paths.map((path) => namedPath(session, path)) }),
    loss: lossName(experiment.subject),
    threshold: experiment.config.train.threshold ?? null,
    measures,
    rng: rng.fork(`analysis ${ids.join('-')} ${index}`),
  };
  const call = { who: `analysis "${ref.use}"`, phase: 'analyze', foreign: false };
  const findings = await blamingAsync(call, async () =>
    soundFindings(await plugin.analyze(question)),
  );
  hooks.signal.throwIfAborted();
  return {
    weights: new TextEncoder().encode(toJson(findings)),
    record: {
      analysis: ref,
      index,
      points: ids,
      findings,
      cost: { ...cost(), seconds: seconds() },
    },
  };
}

function namedPath({ spec, experiment: { config } }: Session, found: StepPath): NamedPath {
  const label = strategyLabel(found.index, config.paths);
  const path = decodePath(found.bytes, label);
  const vertices = path.vertices.map((vertex, i) => conform(spec, vertex, `${label}, vertex ${i}`));
  return { label, level: found.level, path: { ...path, vertices } };
}

/** Null for an objective, which is a loss itself. */
export function lossName(subject: Session['experiment']['subject']): PluginName | null {
  return subject.kind === 'network' ? subject.loss.ref.use : null;
}

/** What symmetries and analyses may measure in a run. */
export async function measuresOf(session: Session): Promise<CountedMeasures> {
  const { experiment, network, spec, evaluation, evaluator, objective, data, engine } = session;
  const { subject } = experiment;
  const training = createObjective(engine, experiment.regularizers);
  const sampler = samplerOf(session);
  return createMeasures({
    ...{ spec, network, objective, evaluation, evaluator },
    loss: subject.kind === 'network' ? subject.loss.plugin : null,
    train: data === null ? NO_DATA : trainingSet({ data, evaluation }),
    gradients: (models, rng) => {
      const batch = batchOf(sampler.data, sampler.draw(rng.fork('batch')));
      return training.valueAndGradient(models, batch, rng.fork('noise'));
    },
    scan: (from, to, t) => engine.profile([{ from, to, t }], evaluation)[0]!,
    products: await sharedProducts(),
    checkpoint: session.checkpoint,
  });
}
