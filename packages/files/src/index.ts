/** Model files, data formats and records as bytes; `./node` has the files and folders of a disk. */
export { importModel } from './io/import-model.js';
export type { ImportedModel } from './io/import-model.js';
export { readLayerChain } from './io/layer-chain.js';
export type { ChainChoices, ChainLayer, LayerChain } from './io/layer-chain.js';
export { decodeModel, decodePath, encodeModel, encodePath } from './io/model-file.js';
export type { LineFile, RunFolder } from './io/run-folder.js';
export { readSafetensors, writeSafetensors } from './io/safetensors.js';
export type { OtherTensor, TensorFile } from './io/safetensors.js';
