import type { ErrorCode } from '@isthmus/contract/base';
import { shortNumber } from '@isthmus/contract/internal';
import type { Dataset, LossGradient } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { createEngine } from '@isthmus/engine';
import type { Engine, GraphNetwork, TensorRuntime } from '@isthmus/engine';
import { soundFastLoss } from '../registry/guard/fast-rule.js';
import { optional } from '../registry/guard/members.js';
import { ask } from './check.js';
import { givenTensors } from './layer-interpreters.js';
import { dense, networkOf, reshaped } from './layer-networks.js';
import { finiteSamples, type LossTrial } from './loss-reference.js';
import { atTarget, type Sample } from './loss-samples.js';
import { FLOAT32_BOUND, furthest, largest } from './slopes.js';
import { asARunReads } from './sound-answers.js';

/** tfjs has the losses and gradients of the reference, for outputs of any shape. */
export async function agreesInTensors(
  trial: LossTrial,
  tensors: TensorRuntime | null,
): Promise<void> {
  const runtime = givenTensors(tensors);
  for (const tried of looksAt(trial))
    asksAlike(trial, tried, await runtime.createEngine(tried.network, trial.loss), 'tfjs');
}

/** The kernel that the loss asks for has the losses and gradients of the reference. */
export async function agreesInKernels(trial: LossTrial): Promise<void> {
  const fast = optional(trial.loss.fast, (given) =>
    asARunReads('conformance/loss-fast', 'fast', () => soundFastLoss(given)),
  );
  if (fast === undefined) return;
  for (const tried of looksAt(trial)) {
    const engine = await createEngine('fast', tried.network, trial.loss, tried.data.size);
    asksAlike(trial, tried, engine, 'fast');
  }
}

/**
 * A network that predicts by heart: sample i is the i-th unit vector, and row i of the kernel is its
 * prediction. So the gradient in the kernel is that of the mean loss in the predictions.
 */
interface Tried {
  readonly samples: readonly Sample[];
  readonly network: GraphNetwork;
  readonly params: Params;
  readonly data: Dataset;
}

/** How many times as large predictions are: the exponential leaves float32 at 88. */
const FAR_LOOKS = [10, 50, 500] as const;

/** Larger numbers are no matter of float32. */
const LARGE = 1e12;

/** Near 0, for outputs of one axis and of three; and far from it, where float32 can say the loss. */
function looksAt(trial: LossTrial): readonly Tried[] {
  const { outputs } = trial;
  const near = finiteSamples(trial);
  const far = FAR_LOOKS.map((times) => usable(trial, near, times)).filter(({ length }) => length > 0); // prettier-ignore
  return [
    ...[[outputs], [1, outputs, 1]].map((shape) => triedOn(near, shape)),
    ...far.map((samples) => triedOn(samples, [outputs])),
  ];
}

function usable({ loss }: LossTrial, near: readonly Sample[], times: number): readonly Sample[] {
  return near
    .map(({ z, y }) => ({ z: z.map((entry) => Math.fround(times * entry)), y }))
    .filter(({ z, y }) => {
      const { value, gradient } = atTarget(loss, y);
      return [value(z), ...gradient(z)].every((size) => Math.abs(size) < LARGE);
    });
}

function triedOn(samples: readonly Sample[], shape: readonly number[]): Tried {
  const [size, outputs] = [samples.length, samples[0]!.z.length];
  const network = networkOf([size], [
    ['heart', dense(outputs, false), ['input']],
    ...(shape.length === 1 ? [] : [['shaped', reshaped(shape), ['heart']] as const]),
  ]); // prettier-ignore
  const kernel = Float32Array.from(samples.flatMap(({ z }) => [...z]));
  return {
    ...{ samples, network },
    params: { 'heart.kernel': { shape: [size, outputs], data: kernel } },
    data: {
      size,
      x: Float32Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0)),
      y: Float32Array.from(samples.flatMap(({ y }) => [...y])),
    },
  };
}

type Name = 'tfjs' | 'fast';

const CODES: Readonly<Record<Name, readonly [value: ErrorCode, gradient: ErrorCode]>> = {
  tfjs: ['conformance/loss-tfjs', 'conformance/loss-tfjs-gradient'],
  fast: ['conformance/loss-fast', 'conformance/loss-fast-gradient'],
};

function asksAlike(trial: LossTrial, tried: Tried, engine: Engine, name: Name): void {
  const { params, data, network, samples } = tried;
  const gradientOf = (batch: Dataset): LossGradient =>
    engine.valueAndGradient([params], batch, null)[0]!;
  const [value, gradient] = CODES[name];
  try {
    const losses = samples.map((_, i) => gradientOf(rowOf(tried, i)).value);
    const expected = samples.map(({ z, y }) => atTarget(trial.loss, y).value(z));
    asksNear(losses, expected, value, `${name} gives a sample of ${network.output.join(' x ')} outputs another loss than \`reference\``); // prettier-ignore
    const slopes = samples.flatMap(({ z, y }) => [...atTarget(trial.loss, y).gradient(z)]);
    asksNear(
      gradientOf(data).gradient['heart.kernel']!.data,
      slopes.map((slope) => slope / data.size),
      gradient,
      `${name} has another gradient than \`reference\` in the predictions`,
    );
  } finally {
    engine.dispose();
  }
}

function rowOf({ data: { size, x, y } }: Tried, row: number): Dataset {
  const outputs = y.length / size;
  return {
    size: 1,
    x: x.slice(row * size, (row + 1) * size),
    y: y.slice(row * outputs, (row + 1) * outputs),
  };
}

function asksNear(
  came: ArrayLike<number>,
  expected: readonly number[],
  code: ErrorCode,
  message: string,
): void {
  const { at, apart } = furthest(came, expected);
  ask(
    apart <= FLOAT32_BOUND * largest(expected),
    code,
    `${message}: ${shortNumber(came[at]!)} where that says ${shortNumber(expected[at]!, came[at]!)}. A loss is per sample, the sum or mean over outputs alike in every form; the reference decides.`,
    { came: came[at], expected: expected[at] },
  );
}
