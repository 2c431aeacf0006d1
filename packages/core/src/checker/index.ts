/**
 * The checker of certificates: plain loops that import nothing of the product, search for nothing and run in
 * a browser. To be read in this order: check, certificate, bounds, form, numbers; then what it needs of each
 * layer.
 */
export { boundsAt } from './along.js';
export { boundsOn } from './bounds.js';
export type { LeafBounds, Subject } from './bounds.js';
export type { Certificate } from './certificate.js';
export { checkCertificate } from './check.js';
export type { CheckedCertificate } from './check.js';
export type { CheckedClaim, CheckMeans } from './outcome.js';
export type { ApartCertificate } from './apart.js';
export { Malformed } from './faults.js';
export { pathOf } from './files.js';
export type { Arc, PathElement } from './arcs.js';
export type { Factor } from './arc-end.js';
export type { StoredPath } from './files.js';
export { readLoss } from './losses.js';
export { readNetwork } from './network.js';
export type { Network } from './network.js';
export { standing } from './segment.js';
export type { Point, Segment } from './segment.js';
export { readTensors } from './tensor-file.js';
export type { Tensor, TensorFile } from './tensor-file.js';
