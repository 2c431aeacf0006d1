import type { Definition } from '@isthmus/core/contract';
import { greedy } from './greedy.js';

/** The plugins of this package. */
export const dss: readonly Definition[] = [greedy];

export { createGreedy, greedy, type GreedyState } from './greedy.js';
export { greedyOptions, type GreedyOptions } from './options.js';
