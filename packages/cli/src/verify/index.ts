export type { Claim, Verified } from './claims.js';
export { verifyTarget } from './target.js';
export { verifiedText } from './text.js';
