import type { Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../library/library.js';
import { gathered, setGradient } from './gradient.js';
import type { Gradient } from './gradient.js';

/**
 * Corrects the operations of two inputs whose gradients tfjs has wrong where one input is spread
 * over the other, or where the function is constant in steps.
 */
export function correctElementwise(tf: Tfjs): void {
  const slopes = slopesOf(tf);
  for (const [name, [byA, byB]] of Object.entries(slopes))
    setGradient(tf, name, ['a', 'b'], (dy, [a, b]) => ({
      a: () => gathered(tf, tf.mul(dy, byA(a!, b!)), a!.shape),
      b: () => gathered(tf, tf.mul(dy, byB(a!, b!)), b!.shape),
    }));
  for (const name of CONSTANT) setGradient(tf, name, ['a', 'b'], zeros(tf));
  setGradient(tf, 'LogicalNot', ['x'], (_, [x]) => ({ x: () => zerosOf(tf, x!) }));
  setGradient(tf, 'Prelu', ['x', 'alpha'], prelu(tf));
}

/** Constant between the steps; tfjs has a gradient for some of them only, and a wrong one for FloorDiv. */
const CONSTANT = [
  'FloorDiv',
  'Equal',
  'NotEqual',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
];

type Slope = (a: Tensor, b: Tensor) => Tensor;

/** The derivatives by `a` and by `b`. Where `a` equals `b`, a maximum or minimum is that of `a`. */
function slopesOf(tf: Tfjs): Readonly<Record<string, readonly [Slope, Slope]>> {
  const where = (condition: Tensor) => tf.cast(condition, 'float32');
  return {
    Maximum: [(a, b) => where(tf.greaterEqual(a, b)), (a, b) => where(tf.less(a, b))],
    Minimum: [(a, b) => where(tf.lessEqual(a, b)), (a, b) => where(tf.greater(a, b))],
    SquaredDifference: [(a, b) => tf.mul(2, tf.sub(a, b)), (a, b) => tf.mul(2, tf.sub(b, a))],
  };
}

function zeros(tf: Tfjs): Gradient {
  return (_, [a, b]) => ({ a: () => zerosOf(tf, a!), b: () => zerosOf(tf, b!) });
}

/** A gradient is of float32 whatever the input is. */
function zerosOf(tf: Tfjs, x: Tensor): Tensor {
  return tf.zeros(x.shape, 'float32');
}

function prelu(tf: Tfjs): Gradient {
  return (dy, [x, alpha]) => ({
    x: () =>
      gathered(
        tf,
        tf.where(tf.broadcastTo(tf.greater(x!, 0), dy.shape), dy, tf.mul(dy, alpha!)),
        x!.shape,
      ),
    alpha: () => gathered(tf, tf.mul(dy, tf.minimum(x!, 0)), alpha!.shape),
  });
}
