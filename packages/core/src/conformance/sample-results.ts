import { toJson } from '@isthmus/contract/internal';
import type { ExperimentResult, RunEvent } from '@isthmus/contract';
import { core } from '../builtin/index.js';
import { parseExperiment } from '../registry/parse.js';
import { Registry } from '../registry/registry.js';
import { resolveExperiment } from '../registry/resolve.js';
import { createExecutor } from '../run/executor.js';
import { runExperiment, type RunOptions } from '../run/run.js';
import { openSession, type Session } from '../run/session.js';
import { sampleImages } from './sample-images.js';
import { samplePlugins } from './sample-plugins.js';

/** Two networks that learn a parabola, with a line between them and all that a record may hold besides. */
const NETWORKS = {
  name: 'two-networks',
  seed: 1,
  engine: 'reference',
  task: {
    use: 'core/polynomial',
    options: { coefficients: [0.1, 0.25, 0.5], sizes: { train: 8, probe: 6, test: 4 } },
  },
  architecture: { use: 'core/mlp', options: { hidden: [4], activation: 'tanh' } },
  train: {
    optimizer: { use: 'core/adam', options: { learningRate: 0.05 } },
    threshold: 0.002,
    maxSteps: 400,
  },
  paths: ['core/linear'],
};

/** Three points of a formula, which has no data and no network, and the graph between them. */
const POINTS = {
  name: 'three-points',
  seed: 2,
  objective: 'core/double-well',
  endpoints: { count: 3 },
  pairs: 'all',
  train: { optimizer: 'core/adam', threshold: 0.5, maxSteps: 400 },
  paths: ['core/linear'],
};

/** The same networks, aligned, looked at by an analysis, and joined at a level that any path stays below. */
const ALIGNED = {
  ...NETWORKS,
  name: 'aligned-networks',
  train: { ...NETWORKS.train, threshold: 5 },
  align: ['conformance/turned'],
  analyses: [{ use: 'core/spectrum', options: { at: [0, 1] } }],
  paths: ['core/linear', 'conformance/bead'],
};

/**
 * Results of several kinds, as a run leaves them: of networks, of an objective with a graph, of aligned
 * networks with an analysis and a path that has a bead, of such a run that was stopped once it had a path,
 * and of a run that failed before it had one.
 */
export async function sampleResults(): Promise<readonly ExperimentResult[]> {
  const [networks, points] = [await resultOf(NETWORKS), await resultOf(POINTS)];
  const aligned = await resultOf(ALIGNED);
  const stopped = await resultOf({ ...ALIGNED, name: 'stopped-run' }, 'path/finished');
  const failed: ExperimentResult = {
    ...networks,
    status: 'failed',
    endpoints: networks.endpoints.slice(0, 1),
    pairs: [],
    error: { code: 'run/no-endpoint', message: 'endpoint "b" has not reached the threshold.' },
  };
  return [networks, points, failed, aligned, stopped];
}

/** Sessions of networks of tanh, of relu and with convolutions, and of the points of a formula. */
export async function sampleSessions(): Promise<
  readonly [tanh: Session, relu: Session, convolutions: Session, points: Session]
> {
  const relu = { use: 'core/mlp', options: { hidden: [3, 3], activation: 'relu' } };
  const blocks = [{ filters: 2, kernelSize: 2, pool: 2 }];
  const convolutions = {
    ...NETWORKS,
    task: sampleImages.name,
    architecture: { use: 'core/convnet', options: { blocks, dense: [3] } },
    loss: 'core/cross-entropy',
  };
  return [
    await sessionOf(NETWORKS),
    await sessionOf({ ...NETWORKS, architecture: relu }),
    await sessionOf(convolutions),
    await sessionOf(POINTS),
  ];
}

function sessionOf(config: object): Promise<Session> {
  const registry = Registry.of(core, [sampleImages], samplePlugins);
  const experiment = resolveExperiment(parseExperiment(config), registry);
  const files = { read: (path: string) => Promise.reject(new Error(path)) };
  return openSession(experiment, registry, files);
}

/** @param last the type of the event upon which the run is stopped */
async function resultOf(
  config: object,
  last: RunEvent['type'] | null = null,
): Promise<ExperimentResult> {
  const session = await sessionOf(config);
  const stop = new AbortController();
  try {
    const { result } = await runExperiment(session, {
      folder: folderInMemory(),
      executor: createExecutor(session),
      signal: stop.signal,
      emit: ({ type }) => {
        if (type === last) stop.abort();
      },
      version: '1.0.0',
      versions: {},
    });
    return result;
  } finally {
    session.dispose();
  }
}

/** A run folder that nobody else can see. */
function folderInMemory(): RunOptions['folder'] {
  const files = new Map<string, Uint8Array>();
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    files.set(name, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    return 'no hash is asked for';
  };
  return {
    path: 'in memory',
    stored: null,
    write,
    writeJson: (name, value) => write(name, toJson(value)),
    openLines: () => ({ append: () => undefined, close: () => undefined }),
    read: async (name) => files.get(name) ?? null,
    checkWhole: async () => undefined,
    close: async () => undefined,
  };
}
