// module
/**
 * What the fused plan for layer graphs computes beside its products: everything per entry, windows,
 * losses, optimizer steps. Pointers are in bytes, counts in floats. Functions that say "in groups"
 * read and write up to the next multiple of 8 floats, so their arrays have room for it.
 */
export {
  activate, activateWithSlopes, addEntries, copyEntries, drop, interpolate, mix, multiplyEntries, pullBackByOutputs,
} from './graph-entries';
export { columnSums } from './graph-sums';
export { averagePool, averagePoolBack, maxPool, maxPoolBack } from './graph-pools';
export {
  channelFactors, channelMoments, channelProducts, channelSlopes, combineChannels, normalizeChannels, normalizePositions,
  normalizePositionsBack,
} from './graph-norms';
export { gatherPatches, scatterPatches } from './graph-patches';
export { losses } from './graph-losses';
export { update } from './optimize';
