import { messageOf } from '@isthmus/contract/base';
import type { TensorCheck } from '@isthmus/engine';
import { readyBackends } from '../backend/backend.js';
import { tfjs } from '../library/library.js';
import { disposing } from '../library/tensors.js';

/** Whether tfjs computes on this host, with its corrections in place. */
export async function checkTfjs(): Promise<TensorCheck> {
  try {
    const { cpu, wasm } = await readyBackends();
    const backends = [cpu, ...(wasm === null ? [] : [wasm])];
    const wrong = backends.filter((backend) => {
      backend.activate();
      return pooledGradient() !== POOLED_GRADIENT;
    });
    const names = wrong.map(({ name }) => name).join(', ');
    return {
      backends: backends.map(({ name }) => name),
      fault: wrong.length === 0 ? null : `${names}: the gradient of average pooling is wrong.`,
    };
  } catch (thrown) {
    return { backends: [], fault: messageOf(thrown) };
  }
}

/**
 * Every window's mean has a slope of 1 in all, so over 16 windows it is 16. tfjs itself finds 11.1,
 * as its windows at the edge are smaller than it thinks: the number tells whether it is corrected.
 */
const POOLED_GRADIENT = 16;

function pooledGradient(): number {
  return disposing(() => {
    const tf = tfjs();
    const sum = (x: Parameters<typeof tf.sum>[0]) => tf.sum(tf.avgPool(x as never, 3, 1, 'same'));
    const slope = tf.grad((x) => sum(x))(tf.ones([1, 4, 4, 1]));
    return Math.round(tf.sum(slope).dataSync()[0]! * 1e4) / 1e4;
  });
}
