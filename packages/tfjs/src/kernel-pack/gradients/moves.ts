import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../library/library.js';
import { refused } from '../refusal.js';
import { setGradient } from './gradient.js';
import type { Gradient } from './gradient.js';

/**
 * Corrects the operations that copy entries from place to place, and the running sum: tfjs has no
 * gradient for most of them, that of MirrorPad leaves out the mirrored entries, that of Cumsum gives
 * back its axes in another order, and that of Prod knows no axes counted from the end.
 */
export function correctMoves(tf: Tfjs): void {
  for (const name of ['MirrorPad', 'StridedSlice', 'DepthToSpace'])
    setGradient(tf, name, ['x'], scatteredBack(tf, name));
  setGradient(tf, 'GatherNd', ['params', 'indices'], (dy, [params, indices]) => ({
    params: () => tf.scatterND(indices!, dy, params!.shape),
  }));
  setGradient(tf, 'ScatterNd', ['indices'], (dy, [indices]) => ({
    updates: () => tf.gatherND(dy, indices!),
  }));
  setGradient(tf, 'Cumsum', [], (dy, _, { axis, exclusive, reverse }) => ({
    x: () => tf.cumsum(dy, Number(axis), exclusive === true, reverse !== true),
  }));
  normaliseAxes(tf, 'Prod');
}

/** Every entry of `dy` is added to the place that the operation took its entry from. */
function scatteredBack(tf: Tfjs, name: string): Gradient {
  return (dy, [x], attributes) => ({
    x: () => {
      const places = tf.reshape(tf.range(0, countable(name, x!), 1), x!.shape);
      const taken = tf.engine().runKernel<Tensor>(name, { x: places }, attributes);
      const at = tf.cast(tf.reshape(taken, [dy.size, 1]), 'int32');
      return tf.reshape(tf.scatterND(at, tf.reshape(dy, [dy.size]), [x!.size]), x!.shape);
    },
  });
}

/** Up to here a float32 counts: not all backends move whole numbers of another type. */
const COUNTABLE = 2 ** 24;

function countable(name: string, { size }: Tensor): number {
  if (size <= COUNTABLE) return size;
  throw refused(name, `cannot be differentiated over ${size} entries`, `use at most ${COUNTABLE}`);
}

/** Gives tfjs's own gradient the axes counted from the front, in rising order. */
function normaliseAxes(tf: Tfjs, name: string): void {
  const own = tf.getGradient(name);
  if (own === undefined) return;
  const { gradFunc } = own;
  tf.registerGradient({
    ...own,
    gradFunc: (dy, saved, attributes) => {
      const given = attributes['axis'] as number | number[];
      const axis = tf.util.parseAxisParam(given, saved[0]!.shape).sort((a, b) => a - b);
      const same: NamedAttrMap = { ...attributes, axis };
      return gradFunc(dy, saved, same);
    },
  });
}
