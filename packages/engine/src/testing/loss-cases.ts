/** A loss of one sample, by hand. */
interface LossCase {
  readonly loss: string;
  readonly z: readonly number[];
  readonly y: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
}

/** Losses of three outputs whose values and gradients are known. */
export const LOSS_CASES: readonly LossCase[] = [
  { loss: 'mse', z: [1, 2, 4], y: [0, 2, 1], value: 1 + 0 + 9, gradient: [2, 0, 6] },
  { loss: 'mae', z: [1, 2, -4], y: [0, 2, 1], value: 1 + 0 + 5, gradient: [1, 0, -1] },
  {
    loss: 'cross-entropy',
    z: [Math.log(1), Math.log(2), Math.log(5)],
    y: [0, 1, 0],
    value: Math.log(8) - Math.log(2),
    gradient: [1 / 8, 2 / 8 - 1, 5 / 8],
  },
  {
    loss: 'binary-cross-entropy',
    z: [0, Math.log(3), -Math.log(4)],
    y: [1, 0, 1],
    value: Math.log(2) + Math.log(4) + Math.log(5),
    gradient: [-1 / 2, 3 / 4, -4 / 5],
  },
  {
    loss: 'binary-cross-entropy',
    z: [1000, -1000, 1000],
    y: [1, 0, 0],
    value: 1000,
    gradient: [0, 0, 1],
  },
  { loss: 'cross-entropy', z: [1000, 0, -1000], y: [0, 1, 0], value: 1000, gradient: [1, -1, 0] },
  { loss: 'cross-entropy', z: [1000, 0, -1000], y: [1, 0, 0], value: 0, gradient: [0, 0, 0] },
];
