/** The small things that every package stands on; plugin authors find theirs in `@isthmus/contract`. */
export { blamed, blaming, blamingAsync, blamingCall, blamingLate } from './blame.js';
export { IsthmusError, isIsthmusError, messageOf } from './errors.js';
export type { ErrorCode } from './errors.js';
export { mendIntrinsics, watchObject } from './intrinsics.js';
export { canonicalJson, finiteOrNot, toJson } from './json.js';
export { meanInterval } from './mean-interval.js';
export type { MeanInterval } from './mean-interval.js';
export {
  inAsyncCall,
  inCall,
  latestCall,
  outOfCall,
  runningCall,
  watchCalls,
} from './plugin-call.js';
export type { CallWatch, PluginCall } from './plugin-call.js';
export { bounded, printable } from './printable.js';
export { shortNumber, shortPoint } from './short-number.js';
export { bytesInWords, countInWords } from './quantities.js';
export { createRng, permutation } from './rng.js';
export type { Rng } from './rng.js';
export { wilsonInterval } from './wilson.js';
export type { Interval } from './wilson.js';
