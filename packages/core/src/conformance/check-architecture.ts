import type { Rng } from '@isthmus/contract/base';
import { createRng } from '@isthmus/contract/base';
import { layers as builtInLayers } from '@isthmus/engine/operations';
import type {
  Architecture,
  Blueprint,
  Dataset,
  Definition,
  Layer,
  LayerNode,
  SampleShapes,
} from '@isthmus/contract';
import { buildNetwork } from '@isthmus/engine';
import type { Network, TensorRuntime } from '@isthmus/engine';
import { isFiniteParams, parameterCount, sameBits, sizeOf } from '@isthmus/contract/parameters';
import { firstNotPlain } from '../registry/guard/plain.js';
import { Registry } from '../registry/registry.js';
import { layersOf } from '../run/open-network.js';
import type { ArchitectureTrial } from './architecture-trial.js';
import {
  agreesWithReference,
  gradientsAgree,
  hasSoundLayers,
  keepsTensors,
  predictsRowByRow,
} from './architecture-trial.js';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { copyPlain, samePlain } from './plain-data.js';

/** What may be set for the checks of an architecture. */
export interface ArchitectureCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /** The tasks that it is built for, by their shapes; 3 numbers in and 2 out where left out. */
  readonly shapes?: readonly SampleShapes[];
  /** Layers that its graphs name beside those that come with Isthmus. */
  readonly layers?: readonly Definition<'layer'>[];
  /** What computes in tensors: `tfjsRuntime` of `@isthmus/tfjs`. Checks that need it fail without it. */
  readonly tensors?: TensorRuntime;
}

const DEFAULT_SHAPES: readonly SampleShapes[] = [{ input: [3], output: [2] }];

/** Samples in the batch that is tried. */
const ROWS = 5;

const QUESTIONS: readonly (readonly [
  name: string,
  run: (trial: ArchitectureTrial) => void | Promise<void>,
])[] = [
  ['begins with fresh parameters of its own', freshParameters],
  ['predicts every sample by itself, and the same again', predictsRowByRow],
  ['predicts by tfjs what the float64 reference predicts', agreesWithReference],
  ['has the gradients of its losses', gradientsAgree],
  ['keeps and disposes of no tensor', keepsTensors],
  ['has layers that pass the checks of a layer', hasSoundLayers],
];

/**
 * Everything that the contract asks of an architecture, for every task given by its shapes.
 *
 * @example
 * const [mine] = registry.list('architecture').filter(({ name }) => name === 'core/mlp');
 * const setup = { options: { hidden: [4] }, tensors: tfjsRuntime };
 * const results = await runChecks(checkArchitecture(mine, setup));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkArchitecture(
  definition: Definition<'architecture'>,
  setup: ArchitectureCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {}, shapes = DEFAULT_SHAPES, layers = [], tensors = null } = setup;
  const layerOf = layersOf(Registry.of(builtInLayers, layers));
  const perShape = shapes.flatMap((each) => {
    const title = `[${each.input.join(', ')}] to [${each.output.join(', ')}]`;
    const built = async () => (await createPlugin(definition, options)).build(copyPlain(each));
    return [
      {
        name: `${title}: builds the same network every time, and changes no argument`,
        run: async () => buildsAlike(await createPlugin(definition, options), each),
      },
      ...QUESTIONS.map(([name, run]) => ({
        name: `${title}: ${name}`,
        run: async () => run({ ...trialOf(await built(), each, layerOf), tensors }),
      })),
    ];
  });
  return [...checkDefinition(definition, options), ...perShape];
}

function trialOf(
  blueprint: Blueprint,
  shapes: SampleShapes,
  layerOf: (node: LayerNode) => Layer,
): Omit<ArchitectureTrial, 'tensors'> {
  const network = buildNetwork(blueprint, shapes, layerOf);
  ask(
    parameterCount(network.spec) > 0,
    'conformance/architecture-no-parameters',
    'The network has no parameters: there is nothing to train and nothing to connect.',
  );
  const rng = createRng(0).fork('check-architecture');
  return { network, params: network.init(rng.fork('init')), data: samples(network, rng), rng };
}

/** Inputs and targets of the size of standardised data. */
function samples({ input, output }: Network, rng: Rng): Dataset {
  const drawn = (shape: readonly number[], tag: string) => {
    const stream = rng.fork(tag);
    return Float32Array.from({ length: ROWS * sizeOf(shape) }, () => stream.normal());
  };
  return { size: ROWS, x: drawn(input, 'inputs'), y: drawn(output, 'targets') };
}

function buildsAlike(architecture: Architecture, shapes: SampleShapes): void {
  const given = copyPlain(shapes);
  const [first, second] = [architecture.build(given), architecture.build(given)];
  ask(
    samePlain(given, shapes),
    'conformance/architecture-impure',
    'build changed the shapes that it was given. Arguments are borrowed: make new arrays.',
  );
  const [data, again] = [first, second].map((built) =>
    'graph' in built ? built.graph : built.spec,
  );
  const problem = firstNotPlain(data, 'graph' in first ? 'graph' : 'spec');
  ask(
    problem === null,
    'conformance/architecture-not-plain',
    `A layer graph or a spec is plain data, so that it can be stored and shown; ${problem}.`,
  );
  ask(
    samePlain(data, again),
    'conformance/architecture-not-repeatable',
    'Two calls of build with the same shapes gave different networks. Randomness belongs into init, which is given a stream.',
  );
}

function freshParameters({ network, params, rng }: ArchitectureTrial): void {
  ask(
    isFiniteParams(params),
    'conformance/architecture-nonfinite',
    'The fresh parameters are not all finite numbers.',
  );
  ask(
    sameBits(network.init(rng.fork('init')), params),
    'conformance/architecture-not-repeatable',
    'Two calls of init with equal streams gave different parameters. Draw from the stream that is given, not from Math.random.',
  );
  ask(
    !sameBits(network.init(rng.fork('another')), params),
    'conformance/architecture-same-start',
    'init gives the same parameters for every stream, so two endpoints would be one. Draw from the stream that is given.',
  );
}
