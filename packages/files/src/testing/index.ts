/** Files for tests, sound and damaged, and modules for processes of their own; never published. */
export { caught } from '../io/formats/testing/faults.js';
export { numpyFiles } from '../io/formats/testing/numpy-files.js';
export { readNpy } from '../io/formats/npy.js';
export { bundled } from '../io/testing/bundled.js';
export { entryText, oneTensor, rawFile } from '../io/testing/raw-safetensors.js';
export { parseHeader } from '../io/safetensors-header.js';
export { readTensorFile } from '../io/safetensors.js';
export { NO_WAY, type FilePurpose } from '../io/what-is/formats/format.js';
export { SAMPLES } from '../io/what-is/testing/samples.js';
export { FORMATS } from '../io/what-is/what-is.js';
