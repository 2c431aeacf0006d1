import type { ConvexityMeasured, ConvexityProof, Path } from '@isthmus/contract';
import { hessianAlong } from '../curvature/hessian-along.js';
import type { LossLandscape } from '../curvature/landscape.js';
import { networkLandscape, objectiveLandscape } from '../curvature/landscape.js';
import { worstChord } from '../curvature/random-chords.js';
import { worstSwap } from '../curvature/swaps.js';
import { sharedProducts } from '@isthmus/engine/internal';
import { tiedAxes } from '@isthmus/engine';
import { decodeModel, decodePath, writeSafetensors } from '@isthmus/files';
import type { UnitSpace } from '@isthmus/engine';
import type { Params } from '@isthmus/contract/parameters';
import { conform } from '@isthmus/contract/parameters';
import { polyline } from '../path/polyline.js';
import { watchLandscape } from './convexity-watch.js';
import { createPacer } from './pacer.js';
import type { Session } from './session.js';
import { required } from './session.js';
import type { ConvexityStep, StepHooks, StepOutput } from './steps.js';

const WITNESS_FORMAT = 'isthmus/convexity-witness@1';

/**
 * Why convexity cannot be measured here, naming what lacks it; null where it can.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 *
 * const file = 'examples/linear-regression.isthmus.json';
 * const parsed = parseExperiment(parseConfigText(await readFile(file, 'utf8'), file));
 * const experiment = resolveExperiment(parsed, registry);
 * const session = await openSession(experiment, registry, fileSourceIn('examples'));
 * convexityRefusal(session); // null
 * session.dispose();
 */
export function convexityRefusal({ network, experiment }: Session): string | null {
  if (network === null || network.kind === 'graph') return null;
  const { subject } = experiment;
  const name = subject.kind === 'network' ? subject.architecture.ref.use : 'the architecture';
  return `"${name}" is given as code: it has no Hessian in float64, and float32 losses carry no bound of their rounding.`;
}

/** Measures how nonconvex the loss is around two endpoints and along the path between them. */
export async function runConvexityStep(
  session: Session,
  step: ConvexityStep,
  hooks: StepHooks,
): Promise<StepOutput<Omit<ConvexityMeasured, 'file'>>> {
  const begun = performance.now();
  const { landscape, cost } = watchLandscape(await landscapeOf(session), session.checkpoint);
  const rest = resting(hooks.signal);
  const rng = session.rng.fork(`convexity ${step.pair.join('-')}`);
  const options = required(session.experiment.config.convexity || null, 'convexity options');
  const { a, path } = endsAndPath(session, step);
  const task = { landscape, path, rest, rng };
  const chords = await worstChord(
    { ...task, init: (stream) => session.init(stream), rng: rng.fork('chords') },
    options.chords,
  );
  const swaps = [];
  for (const space of spacesOf(session)) {
    await rest();
    swaps.push(worstSwap(landscape, space, a) ?? []);
  }
  const { regularizers } = session.experiment;
  const along = await hessianAlong(
    { ...task, rng: rng.fork('hessian'), regularizers: named(session, regularizers) },
    options,
  );
  const found = { chords: chords.record, swaps: swaps.flat(), walk: along.record.walk };
  const proofs = proofsOf(found);
  return {
    weights: witnessFile({ ...chords.ends, ...along.ends }),
    record: {
      outcome: proofs.length > 0 ? 'nonconvex' : 'no-violation',
      proofs,
      chords: chords.record,
      swaps: found.swaps,
      hessian: { path: step.path?.index ?? null, ...along.record },
      cost: { ...cost(), seconds: (performance.now() - begun) / 1000 },
    },
  };
}

async function landscapeOf(session: Session): Promise<LossLandscape> {
  const { network, objective, evaluation, experiment } = session;
  if (objective !== null) return objectiveLandscape(objective);
  const graph = required(network?.kind === 'graph' ? network : null, 'layer graph');
  const { subject } = experiment;
  const loss = required(subject.kind === 'network' ? subject.loss.plugin : null, 'loss');
  return networkLandscape(graph, loss, evaluation, await sharedProducts());
}

function endsAndPath({ spec }: Session, step: ConvexityStep): { a: Params; path: Path } {
  const read = (bytes: Uint8Array, id: string) =>
    conform(spec, decodeModel(bytes, id), `endpoint ${id}`);
  const a = read(step.a, step.pair[0]);
  if (step.path === null) return { a, path: polyline([a, read(step.b, step.pair[1])]) };
  const path = decodePath(step.path.bytes, `path ${step.path.index}`);
  const vertices = path.vertices.map((vertex, i) => conform(spec, vertex, `vertex ${i}`));
  return { a, path: { ...path, vertices } };
}

function spacesOf({ network }: Session): readonly UnitSpace[] {
  return network === null ? [] : tiedAxes(network.view).spaces;
}

function named({ experiment }: Session, plugins: Session['experiment']['regularizers']) {
  return plugins.map((plugin, i) => ({
    plugin,
    name: required(experiment.config.regularizers[i], 'regularizer').use,
  }));
}

function proofsOf({
  chords,
  swaps,
  walk,
}: Pick<ConvexityMeasured, 'chords' | 'swaps'> & Pick<ConvexityMeasured['hessian'], 'walk'>) {
  const proofs: ConvexityProof[] = [];
  if (chords.worst.proof) proofs.push('chord');
  if (swaps.some(({ proof }) => proof)) proofs.push('swap');
  if (walk?.proof === true) proofs.push('curvature');
  return proofs;
}

/** The points of the proofs in one file: `chord.p/dense1.kernel` is of the first end of the chord. */
function witnessFile(points: Readonly<Record<string, Params>>): Uint8Array {
  const tensors = Object.entries(points).flatMap(([point, params]) =>
    Object.entries(params).map(([name, leaf]) => [`${point}/${name}`, leaf] as const),
  );
  return writeSafetensors(new Map(tensors), { format: WITNESS_FORMAT });
}

/** Lets the event loop have its turn when it is time; throws the signal's reason once cancelled. */
function resting(signal: AbortSignal): () => Promise<void> {
  const pacer = createPacer();
  return async () => {
    if (pacer.due()) await pacer.rest();
    signal.throwIfAborted();
  };
}
