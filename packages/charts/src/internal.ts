/** For the other packages of Isthmus, of the same version: it may change without notice. */
export { findingLines } from './charts/finding-lines.js';
export { proofSigns } from './charts/interpolation-words.js';
export { boundAt, proofOf } from './data/proof-data.js';
export { factsOfSweep, sweepFactData } from './data/sweep-fact-data.js';
export { element, visibleText, type DomChild } from './drawing/dom.js';
export { withoutInlineStyle } from './drawing/styles.js';
export { SWEEP_CHARTS } from './views/sweep-page.js';
export { REASON_WORDS, seriesSentence } from './words/words.js';
