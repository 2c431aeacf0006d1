import type { ErrorCode } from '@isthmus/contract/base';
import { shortNumber } from '@isthmus/contract/internal';
import type { Dataset, Layer, LossGradient, ReferenceRule } from '@isthmus/contract';
import { leafOf, norm, sizeOf } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import { createEngine, createEvaluator } from '@isthmus/engine';
import type { Engine, GraphNetwork, TensorRuntime } from '@isthmus/engine';
import { readFastRule } from '../registry/guard/fast-rule.js';
import { optional } from '../registry/guard/members.js';
import { ask } from './check.js';
import { drawnFor, LOSS, networksWith } from './layer-networks.js';
import { FAR, ROWS, ruleOf, stream } from './layer-trial.js';
import type { LayerTrial } from './layer-trial.js';
import { asksSweptLosses, asksSweptSlopes, asksSweptValues, sweepOf } from './layer-sweep.js';
import { FLOAT32_BOUND, furthest, largest } from './slopes.js';
import { asARunReads } from './sound-answers.js';

/** @throws `conformance/no-tensors` where none was handed in */
export function givenTensors(tensors: TensorRuntime | null): TensorRuntime {
  ask(
    tensors !== null,
    'conformance/no-tensors',
    'This check computes in tfjs, and none was handed in: pass `tensors: tfjsRuntime` of @isthmus/tfjs.',
  );
  return tensors;
}

/** tfjs computes the values of the reference, of the said shape, and leaves no tensor behind. */
export async function agreesInTensors(trial: LayerTrial): Promise<void> {
  ruleOf(trial);
  const tensors = givenTensors(trial.tensors);
  const lent = watched(trial.layer);
  const [network] = networksWith({ ...trial, layer: lent.layer }) as readonly [GraphNetwork];
  const { params, data } = drawnFor(network);
  const pass = await tensors.observe(network, params, data);
  const wanted = [data.size, ...network.output];
  ask(
    pass.shape.join() === wanted.join(),
    'conformance/layer-tfjs-shape',
    `In tfjs the layer gives a tensor of shape [${pass.shape.join(', ')}]; outputShape says [${wanted.join(', ')}], the batch first. One of the two is wrong.`,
  );
  const expected = (await createEvaluator(network, LOSS, data)).predict(params);
  asksValues('tfjs', 'conformance/layer-tfjs', pass.predictions, expected);
  ask(
    lent.isIntact(),
    'conformance/layer-disposes',
    'The layer disposed of a tensor that it was given. Arguments are borrowed; the caller disposes of them.',
  );
  ask(
    pass.left === 0,
    'conformance/layer-leaks',
    `The layer left ${pass.left} tensors behind. Keep none: no tf.keep, no variables, no closures over tensors.`,
  );
  await agreesFarInTensors(trial, network, tensors);
}

/** At chosen points where the layer is elementwise, else on samples far from 0. */
async function agreesFarInTensors(
  trial: LayerTrial,
  network: GraphNetwork,
  tensors: TensorRuntime,
): Promise<void> {
  const code = 'conformance/layer-tfjs';
  const sweep = sweepOf(trial);
  if (sweep !== null) {
    const pass = await tensors.observe(sweep.network, sweep.params, sweep.data);
    asksSweptValues(sweep, 'tfjs', code, pass.predictions);
    return;
  }
  const { params, data } = drawnFor(network, FAR);
  const { predictions } = await tensors.observe(network, params, data);
  const expected = (await createEvaluator(network, LOSS, data)).predict(params);
  asksValues('tfjs', code, predictions, expected);
}

/** The layer, seen at each of its calls in tfjs to leave alive what it was lent. */
function watched(layer: Layer): { readonly layer: Layer; isIntact(): boolean } {
  let intact = true;
  const tfjs: Layer['interpreters']['tfjs'] = (params, inputs, mode, tf) => {
    const output = layer.interpreters.tfjs(params, inputs, mode, tf);
    intact &&= [...inputs, ...Object.values(params)].every(({ isDisposed }) => !isDisposed);
    return output;
  };
  return {
    layer: {
      outputShape: (inputs) => layer.outputShape(inputs),
      parameters: (inputs) => layer.parameters(inputs),
      init: (inputs, rng) => layer.init(inputs, rng),
      interpreters: { tfjs, reference: (inputs) => ruleOf({ layer, inputs, tensors: null }) },
    },
    isIntact: () => intact,
  };
}

/** tfjs has the gradients of the reference, without noise and with the same noise. */
export async function differentiatesInTensors(trial: LayerTrial): Promise<void> {
  const looks = looksAt(ruleOf(trial));
  const tensors = givenTensors(trial.tensors);
  const [network] = networksWith(trial) as readonly [GraphNetwork];
  await gradientsAgree(network, await tensors.createEngine(network, LOSS), 'tfjs', looks);
  const sweep = sweepOf(trial);
  if (sweep === null) return;
  const engine = await tensors.createEngine(sweep.network, LOSS);
  asksSweptSlopes(sweep, 'tfjs', CODES.tfjs[1], engine);
  engine.dispose();
}

/** The kernels that the layer asks for are there, and compute what the reference computes. */
export async function agreesInKernels(trial: LayerTrial): Promise<void> {
  const looks = looksAt(ruleOf(trial));
  const fast = optional(trial.layer.interpreters.fast, () =>
    asARunReads('conformance/layer-fast', 'fast', () => readFastRule(trial.layer, trial.inputs)),
  );
  if (fast === undefined) return;
  for (const network of networksWith(trial))
    await gradientsAgree(network, await createEngine('fast', network, LOSS, ROWS), 'fast', looks);
  const sweep = sweepOf(trial);
  if (sweep === null) return;
  const engine = await createEngine('fast', sweep.network, LOSS, sweep.data.size);
  asksSweptLosses(sweep, 'fast', CODES.fast[0], engine);
  asksSweptSlopes(sweep, 'fast', CODES.fast[1], engine);
  engine.dispose();
}

type Name = 'tfjs' | 'fast';

/** Whether with noise, and how many times as large the samples are. */
type Look = readonly [noisy: boolean, times: number];

/** Elementwise layers are seen far from 0 by a sweep, as many grow beyond float32 there. */
function looksAt({ kind }: ReferenceRule): readonly Look[] {
  const near = [[false, 1], [true, 1]] as const; // prettier-ignore
  return kind === 'elementwise' ? near : [...near, [false, FAR]];
}

const CODES: Readonly<Record<Name, readonly [value: ErrorCode, gradient: ErrorCode]>> = {
  tfjs: ['conformance/layer-tfjs', 'conformance/layer-tfjs-gradient'],
  fast: ['conformance/layer-fast', 'conformance/layer-fast-gradient'],
};

async function gradientsAgree(
  network: GraphNetwork,
  engine: Engine,
  name: Name,
  looks: readonly Look[],
): Promise<void> {
  const reference = await createEngine('reference', network, LOSS, ROWS);
  try {
    for (const [noisy, times] of looks) {
      const { params, data } = drawnFor(network, times);
      const [came, expected] = [engine, reference].map((each) =>
        gradientBy(each, params, data, noisy),
      ) as [LossGradient, LossGradient];
      const words = noisy ? `${name}, in training` : name;
      asksValues(words, CODES[name][0], [came.value], [expected.value]);
      asksGradient(words, CODES[name][1], came.gradient, expected.gradient);
    }
  } finally {
    engine.dispose();
    reference.dispose();
  }
}

/** With the same noise in every engine. */
function gradientBy(engine: Engine, params: Params, data: Dataset, noisy: boolean): LossGradient {
  return engine.valueAndGradient([params], data, noisy ? stream('noise') : null)[0]!;
}

function asksValues(
  who: string,
  code: ErrorCode,
  came: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  const { at, apart } = furthest(came, expected);
  const scale = largest(expected);
  ask(
    came.length === expected.length && apart <= FLOAT32_BOUND * scale,
    code,
    `${who} computes other numbers than \`reference\`: ${shortNumber(came[at]!)} where that says ${shortNumber(expected[at]!, came[at]!)}. The reference decides, so make the other say the same.`,
    { came: came[at], expected: expected[at] },
  );
}

/** Leaf by leaf; one that is small beside the others is held to their size. */
function asksGradient(who: string, code: ErrorCode, came: Params, expected: Params): void {
  const whole = norm(expected);
  for (const [name, leaf] of Object.entries(expected)) {
    const other = leafOf(came, name);
    const { at, apart } = furthest(other.data, leaf.data);
    const scale = Math.max(largest(leaf.data), (0.01 * whole) / Math.sqrt(sizeOf(leaf.shape)));
    ask(
      apart <= FLOAT32_BOUND * scale,
      code,
      `${who} has another gradient than \`reference\`: in "${name}" ${shortNumber(other.data[at]!)} where that says ${shortNumber(leaf.data[at]!, other.data[at]!)}. The values agree, so a derivative of one of the two is wrong.`,
      { name, apart },
    );
  }
}
