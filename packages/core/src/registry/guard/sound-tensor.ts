import type { Tensor } from '@isthmus/contract';

/**
 * A tensor that a plugin gives.
 *
 * @throws `TypeError` for what is no tensor, or has another shape
 */
export function soundTensor(given: Tensor, expected: readonly number[]): Tensor {
  const shape: unknown = (given as Partial<Tensor> | undefined)?.shape;
  if (!Array.isArray(shape))
    throw new TypeError(
      (given as unknown) instanceof Promise
        ? 'it gave a promise; it must answer at once.'
        : 'it gave no tensor.',
    );
  if (shape.length !== expected.length || !expected.every((size, i) => size === shape[i]))
    throw new TypeError(
      `it gave a tensor of shape [${shape.join(', ')}], expected [${expected.join(', ')}], the batch first; reshape its result.`,
    );
  return given;
}
