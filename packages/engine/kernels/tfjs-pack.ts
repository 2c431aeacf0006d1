// module
/**
 * What the WebAssembly backend of tfjs lacks, or does slowly or inexactly. Runs on the memory of that
 * backend, on offsets of its tensors, in bytes; holds no data of its own. Every index is a tensor's, so
 * sizes are counted in entries of float32.
 */
export { rowsToWindows, windowsToRows } from './tfjs-windows';
export { addTo64, round64, roundColumns, segmentSums, sumInner, sumMiddle } from './tfjs-sums';
export { maxPoolGrad } from './tfjs-max-pool';
export { channelRows, channelSums } from './tfjs-channels';
export { clear, copyRows, relu } from './tfjs-entries';
