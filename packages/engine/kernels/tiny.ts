// module
/**
 * Training, losses and gradients of dense networks of few and narrow layers, many steps a call.
 *
 * Rows of a batch fall into 8 classes (row mod 8). The numbers of a class are added up in rising order
 * of the rows, the classes as ((0+4)+(2+6))+((1+5)+(3+7)): with lanes = rows a class is a lane, with
 * lanes = models classes come one after another in the order of that tree. Both make the same sums in
 * the same order, so a model's numbers are the same bits in either.
 *
 * Inputs and targets lie transposed: entry k of all rows side by side, `stride` bytes (a multiple of
 * 32, padded with zeros) from entry to entry. tiny-records.json says where things lie.
 */
export { layer64, rowByRow64 } from './tiny-values';
export { meanGradient, meanLoss, sumRows } from './tiny-rows';
export { gradientModels, valueModels } from './tiny-models';
export { trainModels, trainRows } from './tiny-train';
export { update } from './optimize';
export { scan } from './tiny-scan';
export { fromLanes, takeRows, toLanes } from './tiny-lanes';
export { mapF32 } from './tiny-functions';
