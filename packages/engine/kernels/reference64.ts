// module
/**
 * What the float64 reference computes beside products, in the kernels' memory. All blocks of numbers
 * need room for one number more than they hold: pairs of numbers are read and written at once.
 */
export { convolve64 } from './reference64-convolve';
export { addBias64, between64, relu64 } from './reference64-entries';
export { chooseLargest64 } from './reference64-pool';
