/** The small things that every package stands on; plugin authors find theirs in `@isthmus/contract`. */
export { IsthmusError, isIsthmusError, messageOf } from './errors.js';
export type { ErrorCode } from './errors.js';
export { meanInterval } from './mean-interval.js';
export type { MeanInterval } from './mean-interval.js';
export { bounded } from './printable.js';
export { createRng, permutation } from './rng.js';
export type { Rng } from './rng.js';
export { wilsonInterval } from './wilson.js';
export type { Interval } from './wilson.js';
