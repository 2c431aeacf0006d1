/** Turns a gradient into a step: the arrays change in place. */
export type Stepper = (values: Float64Array, gradient: Float64Array) => void;

const [DECAY, SQUARE_DECAY, LEAST] = [0.9, 0.999, 1e-12];

/**
 * Steps of Adam (Kingma & Ba 2015, arXiv:1412.6980) on one array in float64, as latent values of a group
 * need: those of `core/adam` are parameters in float32.
 */
export function createAdam(size: number, learningRate: number): Stepper {
  const [mean, square] = [new Float64Array(size), new Float64Array(size)];
  let steps = 0;
  return (values, gradient) => {
    steps++;
    const [unbias, unbiasSquare] = [1 - DECAY ** steps, 1 - SQUARE_DECAY ** steps];
    gradient.forEach((slope, at) => {
      mean[at] = DECAY * mean[at]! + (1 - DECAY) * slope;
      square[at] = SQUARE_DECAY * square[at]! + (1 - SQUARE_DECAY) * slope * slope;
      const size = Math.sqrt(square[at]! / unbiasSquare) + LEAST;
      values[at]! -= (learningRate * mean[at]!) / unbias / size;
    });
  };
}
