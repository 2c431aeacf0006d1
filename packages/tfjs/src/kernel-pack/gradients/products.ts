import type { Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../library/library.js';
import { gathered, setGradient } from './gradient.js';

/** Corrects the gradient of matrix products in which one factor serves several of the other. */
export function correctProducts(tf: Tfjs): void {
  setGradient(tf, 'BatchMatMul', ['a', 'b'], (dy, [a, b], { transposeA, transposeB }) => {
    const [byA, byB] = factors(tf, dy, a!, b!, transposeA === true, transposeB === true);
    return {
      a: () => gathered(tf, byA(), a!.shape),
      b: () => gathered(tf, byB(), b!.shape),
    };
  });
}

/** For `y = A B` it is `dA = dy B'` and `dB = A' dy`, and the transposes of these where one is transposed. */
function factors(
  tf: Tfjs,
  dy: Tensor,
  a: Tensor,
  b: Tensor,
  ta: boolean,
  tb: boolean,
): readonly [() => Tensor, () => Tensor] {
  return [
    () => (ta ? tf.matMul(b, dy, tb, true) : tf.matMul(dy, b, false, !tb)),
    () => (tb ? tf.matMul(dy, a, true, ta) : tf.matMul(a, dy, !ta, false)),
  ];
}
