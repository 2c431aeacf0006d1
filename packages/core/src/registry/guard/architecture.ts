import type {
  Architecture,
  Blueprint,
  CodeBlueprint,
  LayerGraph,
  SampleShapes,
  TensorLibrary,
} from '@isthmus/contract';
import { conform, type ParamSpec } from '@isthmus/contract/parameters';
import type { Guard } from './guard.js';
import { copyOf } from './lent.js';
import { plainCopy } from './plain.js';
import { soundTensor } from './sound-tensor.js';

/** An architecture from outside; the graph that it gives is data, of which a copy is kept. */
export function guardedArchitecture(plugin: Architecture, guard: Guard): Architecture {
  return {
    build: (shapes) =>
      guardedBlueprint(
        guard.run('build', () => taken(plugin, shapes)),
        shapes,
        guard,
      ),
  };
}

function taken(plugin: Architecture, shapes: SampleShapes): Blueprint {
  const blueprint = plugin.build(shapes) as Partial<CodeBlueprint> & { graph?: LayerGraph };
  if (blueprint.graph !== undefined)
    return { graph: plainCopy(blueprint.graph, 'graph') as LayerGraph };
  const { spec, init, apply } = blueprint;
  if (typeof init !== 'function' || typeof apply !== 'function')
    throw new TypeError('a blueprint is { graph }, or { spec, init, apply }.');
  return {
    spec: plainCopy(spec, 'spec') as ParamSpec,
    init: (rng) => init.call(blueprint, rng),
    apply: (params, x, tf) => apply.call(blueprint, params, x, tf),
  };
}

function guardedBlueprint(blueprint: Blueprint, shapes: SampleShapes, guard: Guard): Blueprint {
  if ('graph' in blueprint) return blueprint;
  const countLeft = createLeakCount(guard);
  return {
    spec: blueprint.spec,
    init: (rng) =>
      guard.run('init', () => conform(blueprint.spec, copyOf(blueprint.init(rng)), 'its result')),
    apply(params, x, tf) {
      countLeft(tf);
      return guard.run('apply', () => {
        const expected = [x.shape[0]!, ...shapes.output];
        const prediction = soundTensor(blueprint.apply(params, x, tf), expected);
        if (x.isDisposed || Object.values(params).some(({ isDisposed }) => isDisposed))
          throw new Error('it disposed of a tensor that it borrowed.');
        return prediction;
      });
    },
  };
}

/** Calls before tensors are counted, and how many may be left by one call out of two. */
const WARM_UP = 64;

/** Tensors that are there when a pass begins: of an apply that keeps none they become no more. */
function createLeakCount(guard: Guard): (tf: TensorLibrary) => void {
  let calls = 0;
  let first = 0;
  return (tf) => {
    calls++;
    if (calls === WARM_UP) first = tf.memory().numTensors;
    if (calls <= WARM_UP || calls % WARM_UP !== 0) return;
    const left = tf.memory().numTensors - first;
    if (left > (calls - WARM_UP) / 2 && left >= WARM_UP)
      guard.fail(
        'apply',
        `${left} tensors were left behind by ${calls - WARM_UP} calls. Make tensors inside of it only, and keep none (tf.keep, variables, closures).`,
      );
  };
}
