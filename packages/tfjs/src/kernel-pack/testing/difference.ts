import * as tf from '@tensorflow/tfjs';
import { createRng } from '@isthmus/contract/base';
import type { Case } from './case.js';

/** Half of the step of the central differences. */
const STEP = 2 ** -7;

/** The arguments of a case: evenly spread over its range in a random order, no two of them equal. */
export function argumentsOf({ shapes, range: [least, most] }: Case): Float32Array[] {
  const rng = createRng(1);
  return shapes.map((shape, argument) => {
    const size = tf.util.sizeFromShape([...shape]);
    const at = (i: number) => (i + 0.17 + (0.6 * argument) / shapes.length) / size;
    const values = Float32Array.from({ length: size }, (_, i) => least + (most - least) * at(i));
    for (let i = size - 1; i > 0; i--) {
      const j = Math.floor(rng.next() * (i + 1));
      [values[i], values[j]] = [values[j]!, values[i]!];
    }
    return values;
  });
}

/** What the operation gives on the active backend. */
export function valueOf(given: Case, values: readonly Float32Array[]): Float32Array {
  return tf.tidy(() =>
    given
      .compute(...tensors(given, values))
      .dataSync()
      .slice(),
  ) as Float32Array;
}

/** Weights that make a number of the operation's result, so that there is something to differentiate. */
function weights(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.cos(1 + 2.4 * i) + 0.2);
}

function tensors({ shapes }: Case, values: readonly Float32Array[]): tf.Tensor[] {
  return values.map((data, i) => tf.tensor(data, [...shapes[i]!]));
}

/**
 * Fills freed memory with NaN, so that what is computed on top of it is seen to be wrong. As many
 * tensors of each size as a gradient may make.
 */
export function spoil(): void {
  for (let size = 1; size <= 1024; size *= 2)
    tf.dispose(Array.from({ length: 6 }, () => tf.fill([size], Number.NaN)));
}

/** The gradients that tfjs gives, one for each argument. */
export function gradientsOf(given: Case, values: readonly Float32Array[]): Float32Array[] {
  return tf.tidy(() => {
    const weight = (y: tf.Tensor) => tf.tensor(weights(y.size), y.shape);
    const sum = (...x: tf.Tensor[]) => {
      const y = given.compute(...x);
      return tf.sum(tf.mul(y, weight(y)));
    };
    return tf
      .grads(sum)(tensors(given, values))
      .map((g) => g.dataSync().slice() as Float32Array);
  });
}

/** The same by central differences of the operation's values, entry by entry. */
export function differencesOf(given: Case, values: readonly Float32Array[]): Float32Array[] {
  return values.map((argument, which) =>
    argument.map((_, i) => {
      const [above, below] = [STEP, -STEP].map((by) => {
        const moved = values.map((data) => data.slice());
        moved[which]![i]! += by;
        return { value: valueOf(given, moved), at: moved[which]![i]! };
      });
      const by = weights(above!.value.length);
      let sum = 0;
      for (let o = 0; o < by.length; o++) sum += by[o]! * (above!.value[o]! - below!.value[o]!);
      return sum / (above!.at - below!.at);
    }),
  );
}
