import type { Tensor } from '@tensorflow/tfjs';

/** Parameters as tensors, by name; they exist only inside `apply` and the tfjs interpreter. */
export type Tensors = Readonly<Record<string, Tensor>>;
