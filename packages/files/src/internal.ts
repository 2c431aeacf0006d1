/** For the other packages of Isthmus, of the same version: it may change without notice. */
export { checkFileName } from './io/file-name.js';
export { isMissing } from './io/formats/csv-cells.js';
export { readCsv } from './io/formats/csv.js';
export type { CsvNumbers } from './io/formats/csv.js';
export { dataError, listed, quote } from './io/formats/data-error.js';
export type { NumericArray, NumericFile } from './io/formats/elements.js';
export { gunzipIfGzip } from './io/formats/gunzip.js';
export { readIdx } from './io/formats/idx.js';
export type { TextArray } from './io/formats/npy-text.js';
export { readNpyArray } from './io/formats/npy.js';
export { arrayName, npzArray } from './io/formats/npz.js';
export { elementSchema } from './io/path-elements.js';
export { dataSha256, sha256 } from './io/sha256.js';
export { RUN_FORMAT } from './io/stored-run.js';
export type { StoredRun, StoredStep } from './io/stored-run.js';
export { unroundedPoint } from './io/unrounded.js';
export { textOf, wideEncodingOf } from './io/what-is/encoding.js';
export { firstBytes, foreignFile, whatIs } from './io/what-is/what-is.js';
