/** TensorFlow.js for Isthmus: hand `tfjsRuntime` to whatever opens networks. */
export { tfjsRuntime } from './engine/runtime.js';
// With it come the types of tensors: see the declaration beside it.
export type { Tfjs } from './library/library.js';
