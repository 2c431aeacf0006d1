/** TensorFlow.js for Isthmus: hand `tfjsRuntime` to whatever opens networks. */
export { tfjsRuntime } from './engine/runtime.js';
