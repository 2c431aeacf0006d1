// module
/** What the float64 reference computes beside products; `Reference64Module` in the engine says what it does. */
export { convolve64 } from './reference64-convolve';
export { addBias64, between64, relu64 } from './reference64-entries';
export { chooseLargest64 } from './reference64-pool';
