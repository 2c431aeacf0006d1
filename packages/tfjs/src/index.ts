/** TensorFlow.js for Isthmus: hand `tfjsRuntime` to whatever opens networks. */
export { tfjsRuntime } from './engine/runtime.js';
export { loadTfjs } from './library/library.js';
export type { Tfjs } from './library/library.js';
