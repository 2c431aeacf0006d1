import { IsthmusError } from '@isthmus/contract/base';
import type { TensorRuntime } from '../port/tensor-runtime.js';

/**
 * The runtime of tensors where one is needed.
 *
 * @throws `engine/no-tensors` where none was handed in
 */
export function requiredTensors(tensors: TensorRuntime | null): TensorRuntime {
  if (tensors !== null) return tensors;
  throw new IsthmusError(
    'engine/no-tensors',
    'This network is given as tfjs code, or the engine "tfjs" was asked for, and no tfjs was handed in: pass `tensors: tfjsRuntime` of @isthmus/tfjs.',
  );
}
