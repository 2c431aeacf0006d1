/**
 * The checker of certificates: plain loops that import nothing of the product, search for nothing and run in
 * a browser. To be read in this order: check, certificate, bounds, form, numbers; then what it needs of each
 * layer.
 */
export type { Certificate } from './certificate.js';
export { checkCertificate } from './check.js';
export type { CheckedCertificate } from './check.js';
export type { CheckedClaim, CheckMeans } from './outcome.js';
export type { ApartCertificate } from './apart.js';
export type { FormulaCertificate } from './formula.js';
