import { z } from 'zod';
import type { PathStrategy, Profile } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { nextSample, peakSearchOf, withSample, type PeakOptions } from '../../path/peak.js';
import { polyline } from '../../path/polyline.js';
import { NO_SAMPLES } from '../../path/profile.js';

/** The ends, the level, and the losses sampled so far. */
export interface LinearState {
  readonly a: Params;
  readonly b: Params;
  readonly level: number;
  readonly search: PeakOptions;
  readonly samples: Profile;
  /** The t of the next sample; null when there is none. */
  readonly next: number | null;
}

/**
 * Makes the strategy that offers the straight line between the endpoints and searches nothing: what
 * every other strategy is compared with. One step is one loss.
 */
export function createLinear(): PathStrategy<LinearState> {
  return {
    needs: 'value',
    init(problem) {
      const { a, b, level } = problem;
      const search = peakSearchOf(problem);
      return { a, b, level, search, ...withNext(NO_SAMPLES, search) };
    },
    step({ valueBetween }, state) {
      const { a, b, search, samples, next } = state;
      if (next === null) return state;
      return { ...state, ...withNext(withSample(samples, next, valueBetween(a, b, next)), search) };
    },
    status({ level, samples, next }) {
      if (next !== null) return { tag: 'running' };
      return samples.loss.every((loss) => loss <= level)
        ? { tag: 'connected' }
        : { tag: 'not-found', reason: 'above-level' };
    },
    path: ({ a, b }) => polyline([a, b]),
  };
}

function withNext(samples: Profile, search: PeakOptions): Pick<LinearState, 'samples' | 'next'> {
  return { samples, next: nextSample(samples, search) };
}

/** The plugin `core/linear`. */
export const linear = define({
  kind: 'pathStrategy',
  name: 'core/linear',
  summary: 'The straight line between the endpoints, without a search.',
  sources: ['arXiv:1412.6544 (Goodfellow, Vinyals & Saxe 2015), section 2'],
  options: z.strictObject({}),
  create: createLinear,
});
