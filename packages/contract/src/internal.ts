/** For the other packages of Isthmus, of the same version: it may change without notice. */
export { blamed, blaming, blamingAsync, blamingCall, blamingLate } from './base/blame.js';
export { mendIntrinsics, watchObject } from './base/intrinsics.js';
export { canonicalJson, finiteOrNot, toJson } from './base/json.js';
export {
  inAsyncCall,
  inCall,
  latestCall,
  outOfCall,
  runningCall,
  watchCalls,
} from './base/plugin-call.js';
export type { CallWatch, PluginCall } from './base/plugin-call.js';
export { printable } from './base/printable.js';
export { shortNumber, shortPoint } from './base/short-number.js';
export { bytesInWords, countInWords } from './base/quantities.js';
export { entriesBetween, entriesFrom } from './parameters/entries.js';
export { flattenWide } from './parameters/wide-point.js';
