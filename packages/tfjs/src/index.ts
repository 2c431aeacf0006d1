/** TensorFlow.js for Isthmus: hand `tfjsRuntime` to whatever opens networks. */
export { tfjsRuntime } from './engine/runtime.js';
/** With this type comes what makes the contract's tensors tfjs's own, wherever this package is imported. */
export type { Tfjs } from './library/library.js';
